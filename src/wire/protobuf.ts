/**
 * Protocol Buffers, the wire format alone: a message is a list of numbered fields. Which number means what stands
 * with each message. https://protobuf.dev/programming-guides/encoding
 */

export interface ProtobufField {
  readonly number: number;
  /** A varint or fixed number as it stands (unsigned), or the bytes of a text, a message or a packed list. */
  readonly value: bigint | Uint8Array;
}

export type ProtobufMessage = readonly ProtobufField[];

/** Far above what a list of containers has, far below what would fill the memory. */
const MOST_FIELDS = 100_000;
const MOST_INNER_FIELDS = 4096;
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** The fields of a message, in order; null for bytes that are none, or too many. Byte values are views. */
export function parseProtobuf(bytes: Uint8Array, most: number = MOST_FIELDS): ProtobufMessage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === null || tag.value > 0xffff_ffffn || fields.length === most) return null;
    const number = Number(tag.value >> 3n);
    const kind = Number(tag.value & 7n);
    at = tag.end;
    if (number === 0) return null;
    if (kind === VARINT) {
      const varint = readVarint(bytes, at);
      if (varint === null) return null;
      fields.push({ number, value: varint.value });
      at = varint.end;
    } else if (kind === BYTES) {
      const length = readVarint(bytes, at);
      if (length === null || length.value > BigInt(bytes.length - length.end)) return null;
      const end = length.end + Number(length.value);
      fields.push({ number, value: bytes.subarray(length.end, end) });
      at = end;
    } else if (kind === FIXED64 || kind === FIXED32) {
      const size = kind === FIXED64 ? 8 : 4;
      if (bytes.length - at < size) return null;
      const value = kind === FIXED64 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
      fields.push({ number, value });
      at += size;
    } else return null;
  }
  return fields;
}

function readVarint(
  bytes: Uint8Array,
  start: number,
): { readonly value: bigint; readonly end: number } | null {
  let value = 0n;
  for (let at = start; at < bytes.length && at < start + 10; at++) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: at + 1 };
  }
  return null;
}

/** Every message under a number, one at a time; those that are none are left out. */
export function* messagesOf(message: ProtobufMessage, number: number): Generator<ProtobufMessage> {
  for (const field of message) {
    if (field.number !== number || !(field.value instanceof Uint8Array)) continue;
    const inner = parseProtobuf(field.value, MOST_INNER_FIELDS);
    if (inner !== null) yield inner;
  }
}

/** The message under a number; the last one counts. Empty when there is none. */
export function messageOf(message: ProtobufMessage, number: number): ProtobufMessage {
  const field = message.findLast((item) => item.number === number);
  return field?.value instanceof Uint8Array ? (parseProtobuf(field.value, MOST_INNER_FIELDS) ?? []) : [];
}

/** The text under a number, at most `most` bytes of it; null when there is none or an empty one. */
export function stringOf(message: ProtobufMessage, number: number, most = 256): string | null {
  const field = message.findLast((item) => item.number === number);
  if (field === undefined || !(field.value instanceof Uint8Array) || field.value.length === 0) return null;
  return new TextDecoder().decode(field.value.subarray(0, most));
}

/** The number under a number; 0 when there is none, as in proto3, or when it is past 2^53. */
export function integerOf(message: ProtobufMessage, number: number): number {
  const field = message.findLast((item) => item.number === number);
  const value = typeof field?.value === "bigint" ? Number(field.value) : 0;
  return Number.isSafeInteger(value) ? value : 0;
}

/** A `map<string, string>`, at most `most` bytes a value. */
export function stringMapOf(
  message: ProtobufMessage,
  number: number,
  most = 4096,
): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const entry of messagesOf(message, number)) {
    map.set(stringOf(entry, 1) ?? "", stringOf(entry, 2, most) ?? "");
  }
  return map;
}

/** The bytes of a message; numbers are written as varints. */
export function formatProtobuf(message: ProtobufMessage): Uint8Array {
  const out: number[] = [];
  for (const { number, value } of message) {
    const bytes = value instanceof Uint8Array;
    writeVarint(out, (BigInt(number) << 3n) | BigInt(bytes ? BYTES : VARINT));
    writeVarint(out, bytes ? BigInt(value.length) : value);
    if (bytes) for (const byte of value) out.push(byte);
  }
  return Uint8Array.from(out);
}

function writeVarint(out: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}
