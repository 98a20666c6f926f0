/**
 * Requests and answers of netlink's sock_diag: which sockets a network namespace has.
 * linux/inet_diag.h, linux/packet_diag.h, https://man7.org/linux/man-pages/man7/sock_diag.7.html
 */
import { visitNetlinkAttributes } from "./netlink.ts";

export const SOCK_DIAG_BY_FAMILY = 20;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_PACKET = 17;
/** Kernel states as bits of a request: unconnected (UDP, raw) and listening (TCP, SCTP). */
export const STATE_CLOSE = 1 << 7;
export const STATE_LISTEN = 1 << 10;

const INET_DIAG_REQUEST_LENGTH = 56;
const INET_DIAG_MESSAGE_LENGTH = 72;
const INET_DIAG_REQ_PROTOCOL = 3;
const INET_DIAG_SKV6ONLY = 11;
const INET_DIAG_CGROUP_ID = 21;
const PACKET_DIAG_REQUEST_LENGTH = 20;
const PACKET_DIAG_MESSAGE_LENGTH = 16;
const PACKET_SHOW_INFO = 1;
const PACKET_DIAG_INFO = 0;
const PACKET_DIAG_UID = 5;

/** What the kernel says of one AF_INET or AF_INET6 socket. */
export interface InetSocket {
  readonly family: number;
  readonly state: number;
  readonly port: number;
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  /** 0 for none. */
  readonly interfaceIndex: number;
  readonly receiveQueue: number;
  /** For a TCP listener: the backlog. */
  readonly sendQueue: number;
  readonly uid: number;
  readonly inode: number;
  readonly v6only: boolean | null;
  readonly cgroup: bigint | null;
}

/** What the kernel says of one AF_PACKET socket. */
export interface PacketSocket {
  /** EtherType, 3 for all, 0 for none (sends only). */
  readonly etherType: number;
  readonly interfaceIndex: number;
  readonly uid: number | null;
  readonly inode: number;
}

/**
 * `struct inet_diag_req_v2`: sockets of one family and protocol in the states of the mask. Protocols over 255
 * (MPTCP) go into an attribute.
 */
export function writeInetDiagRequest(family: number, protocol: number, states: number): Uint8Array {
  const large = protocol > 0xff;
  const bytes = new Uint8Array(INET_DIAG_REQUEST_LENGTH + (large ? 8 : 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, family);
  view.setUint8(1, protocol & 0xff);
  view.setUint32(4, states, true);
  if (large) {
    view.setUint16(INET_DIAG_REQUEST_LENGTH, 8, true);
    view.setUint16(INET_DIAG_REQUEST_LENGTH + 2, INET_DIAG_REQ_PROTOCOL, true);
    view.setUint32(INET_DIAG_REQUEST_LENGTH + 4, protocol, true);
  }
  return bytes;
}

/** `struct packet_diag_req` for all packet sockets. */
export function writePacketDiagRequest(): Uint8Array {
  const bytes = new Uint8Array(PACKET_DIAG_REQUEST_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, AF_PACKET);
  view.setUint32(8, PACKET_SHOW_INFO, true);
  return bytes;
}

/** `struct inet_diag_msg` and its attributes; null when it is too short. */
export function parseInetSocket(view: DataView, start: number, end: number): InetSocket | null {
  if (end - start < INET_DIAG_MESSAGE_LENGTH) return null;
  const family = view.getUint8(start);
  let v6only: boolean | null = null;
  let cgroup: bigint | null = null;
  visitNetlinkAttributes(view, start + INET_DIAG_MESSAGE_LENGTH, end, (type, at, length) => {
    if (type === INET_DIAG_SKV6ONLY && length >= 1) v6only = view.getUint8(at) !== 0;
    else if (type === INET_DIAG_CGROUP_ID && length >= 8) cgroup = view.getBigUint64(at, true);
  });
  return {
    family,
    state: view.getUint8(start + 1),
    port: view.getUint16(start + 4, false),
    // A copy: the buffer is used again for the next part of the dump.
    address: new Uint8Array(view.buffer, view.byteOffset + start + 8, family === AF_INET6 ? 16 : 4).slice(),
    interfaceIndex: view.getUint32(start + 40, true),
    receiveQueue: view.getUint32(start + 56, true),
    sendQueue: view.getUint32(start + 60, true),
    uid: view.getUint32(start + 64, true),
    inode: view.getUint32(start + 68, true),
    v6only,
    cgroup,
  };
}

/** `struct packet_diag_msg` and its attributes; null when it is too short. */
export function parsePacketSocket(view: DataView, start: number, end: number): PacketSocket | null {
  if (end - start < PACKET_DIAG_MESSAGE_LENGTH) return null;
  let interfaceIndex = 0;
  let uid: number | null = null;
  visitNetlinkAttributes(view, start + PACKET_DIAG_MESSAGE_LENGTH, end, (type, at, length) => {
    if (type === PACKET_DIAG_INFO && length >= 4) interfaceIndex = view.getUint32(at, true);
    else if (type === PACKET_DIAG_UID && length >= 4) uid = view.getUint32(at, true);
  });
  return {
    etherType: view.getUint16(start + 2, true),
    interfaceIndex,
    uid,
    inode: view.getUint32(start + 4, true),
  };
}
