/**
 * Netlink messages: header, attributes, and the walk over a buffer of them. Fields are little-endian, as on
 * every machine that the system call bindings support.
 * https://docs.kernel.org/userspace-api/netlink/intro.html
 */

export const NETLINK_HEADER_LENGTH = 16;
/** `nlmsg_type` of the messages that end or refuse a dump. */
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLM_F_REQUEST = 0x01;
export const NLM_F_DUMP = 0x300;
/** A dump that raced with a change and may miss or repeat entries. */
export const NLM_F_DUMP_INTR = 0x10;

const ATTRIBUTE_HEADER_LENGTH = 4;
/** Top bits of an attribute's type are flags (nested, byte order). */
const ATTRIBUTE_TYPE_MASK = 0x3fff;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** Where the payload starts and ends in the buffer that was walked. */
  readonly start: number;
  readonly end: number;
}

function align4(length: number): number {
  return (length + 3) & ~3;
}

/** One request: header, payload (padded to four bytes). `type` and `flags` as in linux/netlink.h. */
export function writeNetlinkRequest(
  type: number,
  flags: number,
  sequence: number,
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(NETLINK_HEADER_LENGTH + align4(payload.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, sequence, true);
  bytes.set(payload, NETLINK_HEADER_LENGTH);
  return bytes;
}

/** The messages in `view`; stops at the first that does not fit. Never throws. */
export function* walkNetlinkMessages(view: DataView): Generator<NetlinkMessage> {
  let at = 0;
  while (at + NETLINK_HEADER_LENGTH <= view.byteLength) {
    const length = view.getUint32(at, true);
    if (length < NETLINK_HEADER_LENGTH || at + length > view.byteLength) return;
    yield {
      type: view.getUint16(at + 4, true),
      flags: view.getUint16(at + 6, true),
      sequence: view.getUint32(at + 8, true),
      start: at + NETLINK_HEADER_LENGTH,
      end: at + length,
    };
    at += align4(length);
  }
}

/** Positive errno of an NLMSG_ERROR or NLMSG_DONE message; 0 for success or when none is there. */
export function netlinkErrno(view: DataView, message: NetlinkMessage): number {
  return message.end - message.start >= 4 ? -view.getInt32(message.start, true) : 0;
}

/** Calls `visit` for each attribute between `start` and `end`; stops at the first that does not fit. */
export function visitNetlinkAttributes(
  view: DataView,
  start: number,
  end: number,
  visit: (type: number, at: number, length: number) => void,
): void {
  let at = start;
  while (at + ATTRIBUTE_HEADER_LENGTH <= end) {
    const length = view.getUint16(at, true);
    if (length < ATTRIBUTE_HEADER_LENGTH || at + length > end) return;
    visit(
      view.getUint16(at + 2, true) & ATTRIBUTE_TYPE_MASK,
      at + ATTRIBUTE_HEADER_LENGTH,
      length - ATTRIBUTE_HEADER_LENGTH,
    );
    at += align4(length);
  }
}
