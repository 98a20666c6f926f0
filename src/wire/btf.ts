/**
 * BTF, the kernel's description of its own types: where a member of a structure lies.
 * https://docs.kernel.org/bpf/btf.html
 */

const MAGIC = 0xeb9f;
const HEADER_LENGTH = 24;
const TYPE_LENGTH = 12;
const MEMBER_LENGTH = 12;
/** Longer names are none of ours. */
const MAX_NAME = 128;
const KIND_STRUCT = 4;
const KIND_UNION = 5;
const KIND_FUNC = 12;
/** Bytes that follow a type of each kind: fixed, or per member when negative. Index is the kind. */
const EXTRA_LENGTH = [0, 4, 0, 12, -12, -12, -8, 0, 0, 0, 0, 0, 0, -8, 4, -12, 0, 4, 0, -12];

export interface Btf {
  /** Id of a function's type; null when there is none of that name. */
  functionId(name: string): number | null;
  /** Byte offset of `path` (`__sk_common.skc_net`) inside a structure; null when not there. */
  memberOffset(structure: string, path: string): number | null;
}

/** Finds which of a few names stands at an offset, without making a text of each of 100,000 names. */
function nameMatcher(bytes: Uint8Array, names: readonly string[]): (at: number) => string | null {
  const byLetter = new Map<number, { name: string; codes: number[] }[]>();
  for (const name of names) {
    const codes = [...name].map((character) => character.charCodeAt(0));
    const first = codes[0] ?? 0;
    byLetter.set(first, [...(byLetter.get(first) ?? []), { name, codes: [...codes, 0] }]);
  }
  return (at) => {
    for (const { name, codes } of byLetter.get(bytes[at] ?? 0) ?? []) {
      if (codes.every((code, index) => bytes[at + index] === code)) return name;
    }
    return null;
  };
}

/**
 * Indexes the types in `bytes` (little-endian); null when it is not BTF of a known kind. Only structures and
 * functions of the given names are found: a kernel has over 100,000 types, and we ask for a few.
 */
export function parseBtf(bytes: Uint8Array, names: readonly string[]): Btf | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < HEADER_LENGTH || view.getUint16(0, true) !== MAGIC) return null;
  const headerLength = view.getUint32(4, true);
  const typesStart = headerLength + view.getUint32(8, true);
  const typesEnd = typesStart + view.getUint32(12, true);
  const stringsStart = headerLength + view.getUint32(16, true);
  const stringsEnd = stringsStart + view.getUint32(20, true);
  if (typesEnd > view.byteLength || stringsEnd > view.byteLength) return null;

  // Where each type starts, by id.
  const starts = new Uint32Array((typesEnd - typesStart) / TYPE_LENGTH + 1);
  const structures = new Map<string, number>();
  const functions = new Map<string, number>();
  const matchName = nameMatcher(bytes, names);
  let count = 1;
  for (let at = typesStart; at + TYPE_LENGTH <= typesEnd; count++) {
    const info = view.getUint32(at + 4, true);
    const kind = (info >>> 24) & 0x1f;
    const extra = EXTRA_LENGTH[kind];
    if (extra === undefined) return null;
    starts[count] = at;
    if (kind === KIND_STRUCT || kind === KIND_FUNC) {
      const name = matchName(stringsStart + view.getUint32(at, true));
      const ids = kind === KIND_FUNC ? functions : structures;
      if (name !== null && !ids.has(name)) ids.set(name, count);
    }
    at += TYPE_LENGTH + (extra < 0 ? -extra * (info & 0xffff) : extra);
  }

  const text = (offset: number): string => {
    const start = stringsStart + offset;
    const end = bytes.indexOf(0, start);
    return String.fromCharCode(
      ...bytes.subarray(start, Math.min(end < 0 ? stringsEnd : end, start + MAX_NAME)),
    );
  };
  const memberOf = (id: number, name: string): { type: number; bits: number } | null => {
    const at = starts[id] ?? 0;
    const info = at === 0 ? 0 : view.getUint32(at + 4, true);
    const kind = (info >>> 24) & 0x1f;
    // Typedefs and qualifiers stand for another type.
    if (kind >= 8 && kind <= 11) return memberOf(view.getUint32(at + 8, true), name);
    if (kind !== KIND_STRUCT && kind !== KIND_UNION) return null;
    const hasBitfields = info >>> 31 === 1;
    for (let index = 0; index < (info & 0xffff); index++) {
      const member = at + TYPE_LENGTH + index * MEMBER_LENGTH;
      const type = view.getUint32(member + 4, true);
      const raw = view.getUint32(member + 8, true);
      const bits = hasBitfields ? raw & 0xffffff : raw;
      const memberName = text(view.getUint32(member, true));
      if (memberName === name) return { type, bits };
      if (memberName === "") {
        const inner = memberOf(type, name);
        if (inner !== null) return { type: inner.type, bits: bits + inner.bits };
      }
    }
    return null;
  };
  return {
    functionId: (name) => functions.get(name) ?? null,
    memberOffset(structure, path) {
      let id = structures.get(structure) ?? null;
      let bits = 0;
      for (const name of path.split(".")) {
        const member = id === null ? null : memberOf(id, name);
        if (member === null) return null;
        bits += member.bits;
        id = member.type;
      }
      return bits / 8;
    },
  };
}
