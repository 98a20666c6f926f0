import type { Protocol } from "./protocol.ts";

/**
 * One socket that can be reached by others, as the kernel tells it: a TCP or SCTP listener, an unconnected
 * UDP or UDP-Lite socket, a raw or a packet socket.
 */
export interface SocketRow {
  readonly protocol: Protocol;
  /** True for a listener that also accepts MPTCP. */
  readonly mptcp: boolean;
  /** Inode of the network namespace, as in `readlink /proc/PID/ns/net`. */
  readonly namespace: number;
  /** Canonical text of the bound address, without a zone; `*` for packet sockets. */
  readonly address: string;
  /** See {@link Protocol} for what it means on raw and packet sockets. */
  readonly port: number;
  /** Name of the device it is bound to, or of the zone of its link-local address; null for none. */
  readonly interface: string | null;
  /** IPV6_V6ONLY; null when the source does not tell. Meaningful for `::` only. */
  readonly v6only: boolean | null;
  /** The accept queue's limit as given to listen(2); null when the source does not tell. */
  readonly backlog: number | null;
  /** Connections that wait to be accepted (TCP), or bytes that wait to be read. */
  readonly receiveQueue: number;
  /** Bytes that wait to be sent; 0 for a TCP listener. */
  readonly sendQueue: number;
  /** Effective user when the socket was made. */
  readonly uid: number | null;
  /**
   * Number behind `socket:[…]` in /proc/PID/fd, what a {@link Holder} refers to; 0 when no file stands for the
   * socket. Systems without such numbers give each socket one of their own.
   */
  readonly inode: number;
  /** Path of the cgroup (v2) in which the socket was made, else its decimal id; null when the source does not tell. */
  readonly cgroup: string | null;
}

/** One more view of a socket: a process that has it open, and by what means. */
export interface Holder {
  readonly inode: number;
  readonly pid: number;
  /**
   * `process`: its descriptor table. `thread`: the own table of one of its threads, or of a process whose main
   * thread is gone. `io_uring`: registered with a ring, no descriptor. `in-flight`: parked in the queue of a
   * UNIX socket of this process (a possibility, since the kernel does not tell which socket waits there).
   */
  readonly via: "process" | "thread" | "io_uring" | "in-flight";
}
