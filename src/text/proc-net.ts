/**
 * /proc/net/{tcp,udp,udplite,raw}{,6} and /proc/net/packet: sockets as text, where netlink does not tell.
 * https://docs.kernel.org/networking/proc_net_tcp.html
 */
import { formatIpv4, formatIpv6 } from "../model/ip-address.ts";

export interface ProcNetSocket {
  readonly address: string;
  readonly port: number;
  /** Kernel state: 10 listens, 7 has no peer. */
  readonly state: number;
  readonly sendQueue: number;
  readonly receiveQueue: number;
  readonly uid: number;
  readonly inode: number;
}

export interface ProcNetPacket {
  readonly etherType: number;
  readonly interfaceIndex: number;
  readonly uid: number;
  readonly inode: number;
}

/** Words of the address stand in the machine's own byte order: little-endian on all that we run on. */
function addressText(hex: string): string | null {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/i.test(hex)) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let word = 0; word < bytes.length; word += 4) {
    for (let index = 0; index < 4; index++) {
      const at = (word + 3 - index) * 2;
      bytes[word + index] = Number.parseInt(hex.slice(at, at + 2), 16);
    }
  }
  return bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0);
}

/** One socket a line; the heading and lines of another form are left out. Never throws. */
export function parseProcNet(text: string): ProcNetSocket[] {
  const sockets: ProcNetSocket[] = [];
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const [hexAddress, hexPort] = (fields[1] ?? "").split(":");
    const [sendQueue, receiveQueue] = (fields[4] ?? "").split(":").map((hex) => Number.parseInt(hex, 16));
    const address = addressText(hexAddress ?? "");
    const numbers = [
      Number.parseInt(hexPort ?? "", 16),
      Number.parseInt(fields[3] ?? "", 16),
      sendQueue,
      receiveQueue,
      Number(fields[7]),
      Number(fields[9]),
    ];
    if (address === null || !numbers.every((value) => Number.isSafeInteger(value))) continue;
    const [port, state, send, receive, uid, inode] = numbers as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    sockets.push({ address, port, state, sendQueue: send, receiveQueue: receive, uid, inode });
  }
  return sockets;
}

/** As {@link parseProcNet}, for packet sockets. */
export function parseProcNetPacket(text: string): ProcNetPacket[] {
  const sockets: ProcNetPacket[] = [];
  for (const line of text.split("\n")) {
    const match = /^\S+\s+\d+\s+\d+\s+([0-9a-f]{4})\s+(\d+)\s+\d+\s+\d+\s+(\d+)\s+(\d+)\s*$/.exec(line);
    if (match === null) continue;
    const [, etherType, interfaceIndex, uid, inode] = match;
    sockets.push({
      etherType: Number.parseInt(etherType ?? "", 16),
      interfaceIndex: Number(interfaceIndex),
      uid: Number(uid),
      inode: Number(inode),
    });
  }
  return sockets;
}
