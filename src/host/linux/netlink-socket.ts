/** A netlink socket that dumps. It stays in the network namespace in which it was opened. */
import {
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  netlinkErrno,
  walkNetlinkMessages,
  writeNetlinkRequest,
} from "../../wire/netlink.ts";
import { AF_NETLINK, EINTR, type Libc, SO_RCVTIMEO, SOCK_CLOEXEC, SOCK_RAW, SOL_SOCKET } from "./libc.ts";

/** The kernel fills up to 32 KiB at once, or as much as the reader offers. */
const BUFFER_LENGTH = 256 * 1024;
/** A dump answers at once; a longer silence means that the kernel never will. */
const RECEIVE_SECONDS = 10n;

/** How a dump ended: 0, or the positive error number; `interrupted` when entries changed under it. */
export interface DumpResult {
  readonly errno: number;
  readonly interrupted: boolean;
}

export interface NetlinkSocket extends Disposable {
  /** Calls `visit` for each message's payload; the view is used again after it returns. Blocks for the dump's time. */
  dump(
    type: number,
    payload: Uint8Array,
    visit: (view: DataView, start: number, end: number, type: number) => void,
  ): DumpResult;
}

// One buffer serves every socket: dumps are synchronous and never overlap.
let buffer: Uint8Array | null = null;

/** Opens a socket of the protocol (NETLINK_ROUTE, NETLINK_SOCK_DIAG); the error number when refused. */
export function openNetlinkSocket(libc: Libc, protocol: number): NetlinkSocket | number {
  const descriptor = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) return libc.errno();
  const timeout = new BigInt64Array([RECEIVE_SECONDS, 0n]);
  libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeout.buffer), timeout.byteLength);
  let sequence = 0;
  return {
    dump(type, payload, visit) {
      buffer ??= new Uint8Array(BUFFER_LENGTH);
      const request = writeNetlinkRequest(type, NLM_F_REQUEST | NLM_F_DUMP, ++sequence, payload);
      if (libc.send(descriptor, request, request.length, 0) < 0)
        return { errno: libc.errno(), interrupted: false };
      let interrupted = false;
      for (;;) {
        const length = libc.recv(descriptor, buffer, buffer.length, 0);
        if (length < 0 && libc.errno() === EINTR) continue;
        if (length <= 0) return { errno: length < 0 ? libc.errno() : 0, interrupted };
        const view = new DataView(buffer.buffer, buffer.byteOffset, length);
        for (const message of walkNetlinkMessages(view)) {
          if (message.sequence !== sequence) continue;
          if ((message.flags & NLM_F_DUMP_INTR) !== 0) interrupted = true;
          if (message.type === NLMSG_DONE || message.type === NLMSG_ERROR) {
            return { errno: netlinkErrno(view, message), interrupted };
          }
          visit(view, message.start, message.end, message.type);
        }
      }
    },
    [Symbol.dispose]() {
      libc.close(descriptor);
    },
  };
}
