import type { SocketRow } from "../../model/socket.ts";

/** A packet socket as netlink and as /proc tell of it. */
interface PacketSocket {
  readonly etherType: number;
  readonly interfaceIndex: number;
  readonly uid: number | null;
  readonly inode: number;
}

/** Rows of those that receive: one of no EtherType only sends (packet(7)). */
export function packetRows(
  sockets: readonly PacketSocket[],
  namespace: number,
  deviceName: (index: number) => string | null,
): SocketRow[] {
  return sockets
    .filter((item) => item.etherType !== 0)
    .map((item) => ({
      protocol: "packet",
      mptcp: false,
      namespace,
      address: "*",
      port: item.etherType,
      interface: deviceName(item.interfaceIndex),
      v6only: null,
      backlog: null,
      receiveQueue: 0,
      sendQueue: 0,
      uid: item.uid,
      inode: item.inode,
      cgroup: null,
    }));
}
