/**
 * Runs an eBPF program for one of the kernel's iterators and reads what it writes (Linux 5.10 and later with BTF;
 * root, or CAP_BPF with CAP_PERFMON). https://docs.kernel.org/bpf/bpf_iterators.html
 */
import { closeSync, readFileSync } from "node:fs";
import { type Btf, parseBtf } from "../../wire/btf.ts";
import { NET_LIST_NAMES } from "../../wire/net-list-program.ts";
import { TASK_FILE_NAMES } from "../../wire/task-file-program.ts";
import { TASK_NAMES } from "../../wire/task-program.ts";
import { TASK_TABLE_NAMES } from "../../wire/task-table-program.ts";
import { EAGAIN, EINTR, type Libc } from "./libc.ts";
import { readLink } from "./proc.ts";

/** The PID namespace that a machine starts with (PROC_PID_INIT_INO): only there are an iterator's PIDs ours. */
export const FIRST_PID_NAMESPACE = "pid:[4026531836]";
const KERNEL_TYPES = "/sys/kernel/btf/vmlinux";
const PROG_LOAD = 5;
const LINK_CREATE = 28;
const ITER_CREATE = 33;
const PROG_TYPE_TRACING = 26;
const BPF_TRACE_ITER = 28;
/** The helpers that write and read are for GPL-compatible programs only; these are under both. */
const LICENSE = "Dual MIT/GPL\0";
const PROGRAM_NAME = "portreeve";
const READ_LENGTH = 128 * 1024;
const MAX_TRIES = 5;
const LINK_INFO_LENGTH = 16;

function attributes(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer));
  return bytes;
}

let types: Btf | null | undefined;

/** The kernel's types, read once; null when the kernel does not tell. */
function kernelTypes(): Btf | null {
  if (types === undefined) {
    try {
      types = parseBtf(readFileSync(KERNEL_TYPES), [
        ...NET_LIST_NAMES,
        ...TASK_NAMES,
        ...TASK_FILE_NAMES,
        ...TASK_TABLE_NAMES,
      ]);
    } catch {
      types = null;
    }
  }
  return types;
}

export interface KernelIterator extends Disposable {
  /**
   * One pass; `visit` gets the first `length` bytes of the view, whole records each. With a PID only that
   * process is visited (Linux 6.1). Throws with the reason when refused. Blocks for the time of the pass.
   */
  run(visit: (view: DataView, length: number) => void, pid?: number): void;
}

/** Loads a program for the iterator `target` (`bpf_iter_task_file`); throws with the reason when it cannot be. */
export function openKernelIterator(
  libc: Libc,
  target: string,
  write: (btf: Btf) => Uint8Array | null,
): KernelIterator {
  if (readLink("/proc/self/ns/pid") !== FIRST_PID_NAMESPACE)
    throw new Error("this is not the first PID namespace");
  const btf = kernelTypes();
  const functionId = btf?.functionId(target) ?? null;
  const program = btf === null ? null : write(btf);
  if (functionId === null || program === null)
    throw new Error("this kernel does not describe its types as expected");
  const license = new TextEncoder().encode(LICENSE);
  // Offsets are those of `union bpf_attr` in linux/bpf.h.
  const load = attributes(128, (view) => {
    view.setUint32(0, PROG_TYPE_TRACING, true);
    view.setUint32(4, program.length / 8, true);
    view.setBigUint64(8, libc.addressOf(program), true);
    view.setBigUint64(16, libc.addressOf(license), true);
    for (let index = 0; index < PROGRAM_NAME.length; index++)
      view.setUint8(48 + index, PROGRAM_NAME.charCodeAt(index));
    view.setUint32(68, BPF_TRACE_ITER, true);
    view.setUint32(108, functionId, true);
  });
  const check = (result: number, what: string): number => {
    if (result < 0) throw new Error(`${what}: ${libc.errorName(libc.errno())}`);
    return result;
  };
  let loaded = -1;
  // The verifier gives up when a signal comes (EAGAIN): ask again, as libbpf does.
  for (let tries = 1; loaded < 0 && tries <= MAX_TRIES; tries++) {
    loaded = libc.bpf(PROG_LOAD, load);
    if (loaded < 0 && libc.errno() !== EAGAIN) break;
  }
  check(loaded, "loading the program");
  return {
    run(visit, pid) {
      const opened: number[] = [];
      try {
        const info = attributes(LINK_INFO_LENGTH, (view) => view.setUint32(4, pid ?? 0, true));
        const link = attributes(48, (view) => {
          view.setUint32(0, loaded, true);
          view.setUint32(8, BPF_TRACE_ITER, true);
          if (pid === undefined) return;
          view.setBigUint64(16, libc.addressOf(info), true);
          view.setUint32(24, info.length, true);
        });
        const linked = check(libc.bpf(LINK_CREATE, link), "making the iterator");
        opened.push(linked);
        const ask = attributes(8, (view) => view.setUint32(0, linked, true));
        const iterator = check(libc.bpf(ITER_CREATE, ask), "opening the iterator");
        opened.push(iterator);
        const bytes = new Uint8Array(READ_LENGTH);
        const view = new DataView(bytes.buffer);
        for (;;) {
          const length = libc.read(iterator, bytes, bytes.length);
          if (length < 0 && (libc.errno() === EINTR || libc.errno() === EAGAIN)) continue;
          if (check(length, "reading the iterator") === 0) return;
          visit(view, length);
        }
      } finally {
        for (const descriptor of opened.reverse()) closeSync(descriptor);
      }
    },
    [Symbol.dispose]() {
      closeSync(loaded);
    },
  };
}
