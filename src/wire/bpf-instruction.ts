/**
 * A small assembler for eBPF, with labels.
 * https://www.kernel.org/doc/html/latest/bpf/standardization/instruction-set.html (RFC 9669)
 */

const INSTRUCTION_LENGTH = 8;
const LOAD = 0x61; // BPF_LDX | BPF_MEM, word size to be added
const STORE = 0x63; // BPF_STX | BPF_MEM
const SIZE_BITS = { 1: 0x10, 2: 0x08, 4: 0x00, 8: 0x18 } as const;
const MOVE_IMMEDIATE = 0xb7;
const LOAD_IMMEDIATE_64 = 0x18;
const MOVE_REGISTER = 0xbf;
const ADD_IMMEDIATE = 0x07;
const ADD_REGISTER = 0x0f;
const SHIFT_LEFT = 0x67;
const CALL = 0x85;
const EXIT = 0x95;
const JUMP_ALWAYS = 0x05;
/** Comparisons with an immediate; `>` and `<` are unsigned. */
const JUMPS = { "==": 0x15, "!=": 0x55, ">": 0x25, "<": 0xa5 } as const;
const JUMP_IF_SAME = 0x1d;
const JUMP_UNLESS_LESS = 0x3d;

export type OperandSize = keyof typeof SIZE_BITS;

interface Instruction {
  readonly code: number;
  readonly target: number;
  readonly source: number;
  readonly offset: number;
  readonly immediate: number;
  readonly label?: string;
}

/** Registers are 0–10; 10 is the frame pointer. Each method appends and returns the assembler. */
export class BpfAssembler {
  readonly #instructions: Instruction[] = [];
  readonly #labels = new Map<string, number>();

  #add(
    code: number,
    target: number,
    source: number,
    offset: number,
    immediate: number,
    label?: string,
  ): this {
    const base = { code, target, source, offset, immediate };
    this.#instructions.push(label === undefined ? base : { ...base, label });
    return this;
  }

  /** target = *(size *)(source + offset) */
  load(size: OperandSize, target: number, source: number, offset: number): this {
    return this.#add(LOAD | SIZE_BITS[size], target, source, offset, 0);
  }

  /** *(size *)(target + offset) = source */
  store(size: OperandSize, target: number, offset: number, source: number): this {
    return this.#add(STORE | SIZE_BITS[size], target, source, offset, 0);
  }

  move(target: number, source: number): this {
    return this.#add(MOVE_REGISTER, target, source, 0, 0);
  }

  set(target: number, value: number): this {
    return this.#add(MOVE_IMMEDIATE, target, 0, 0, value);
  }

  /** A 64-bit number takes the place of two instructions. */
  set64(target: number, value: bigint): this {
    return this.#add(LOAD_IMMEDIATE_64, target, 0, 0, Number(BigInt.asIntN(32, value))).#add(
      0,
      0,
      0,
      0,
      Number(BigInt.asIntN(32, value >> 32n)),
    );
  }

  add(target: number, value: number): this {
    return this.#add(ADD_IMMEDIATE, target, 0, 0, value);
  }

  addRegister(target: number, source: number): this {
    return this.#add(ADD_REGISTER, target, source, 0, 0);
  }

  shiftLeft(target: number, bits: number): this {
    return this.#add(SHIFT_LEFT, target, 0, 0, bits);
  }

  /** Calls a helper function by its number in linux/bpf.h. */
  call(helper: number): this {
    return this.#add(CALL, 0, 0, 0, helper);
  }

  exit(): this {
    return this.#add(EXIT, 0, 0, 0, 0);
  }

  jump(label: string): this {
    return this.#add(JUMP_ALWAYS, 0, 0, 0, 0, label);
  }

  jumpIf(register: number, comparison: keyof typeof JUMPS, value: number, label: string): this {
    return this.#add(JUMPS[comparison], register, 0, 0, value, label);
  }

  jumpIfSame(register: number, other: number, label: string): this {
    return this.#add(JUMP_IF_SAME, register, other, 0, 0, label);
  }

  /** Jumps when the register is not less than the other, unsigned. */
  jumpUnlessLess(register: number, other: number, label: string): this {
    return this.#add(JUMP_UNLESS_LESS, register, other, 0, 0, label);
  }

  label(name: string): this {
    this.#labels.set(name, this.#instructions.length);
    return this;
  }

  /** The program's bytes; throws when a jump goes to a label that does not stand. */
  assemble(): Uint8Array {
    const bytes = new Uint8Array(this.#instructions.length * INSTRUCTION_LENGTH);
    const view = new DataView(bytes.buffer);
    this.#instructions.forEach((instruction, index) => {
      const at = index * INSTRUCTION_LENGTH;
      view.setUint8(at, instruction.code);
      view.setUint8(at + 1, (instruction.source << 4) | instruction.target);
      view.setInt16(at + 2, this.#offsetOf(instruction, index), true);
      view.setInt32(at + 4, instruction.immediate, true);
    });
    return bytes;
  }

  #offsetOf(instruction: Instruction, index: number): number {
    if (instruction.label === undefined) return instruction.offset;
    const target = this.#labels.get(instruction.label);
    if (target === undefined) throw new Error(`no label ${instruction.label}`);
    return target - index - 1;
  }
}
