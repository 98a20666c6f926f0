/**
 * A runtime's UNIX socket, opened so that what was checked is what is connected to: unix(7), open(2) O_PATH.
 * Only a socket of root, or of the user whose runtime it is said to be, is spoken to: anyone may make a socket
 * of that name in a folder of their own and tell of containers that do not exist.
 */
import { closeSync, constants, fstatSync, openSync } from "node:fs";

/** Not in node:fs: a descriptor for the file itself, without opening the device or socket behind it. */
const O_PATH = 0o10000000;

export interface LocalSocket {
  /** A path that leads to this very socket while it is open. */
  readonly path: string;
  close(): void;
}

/** Why a socket is not spoken to; `absent` is no gap. */
export type SocketRefusal = "absent" | "unreadable" | "foreign-owner";

/**
 * Opens the socket at `path` if `owner` (a uid) owns it. Symbolic links are followed for root's sockets alone,
 * which stand in folders that only root can change.
 */
export function openLocalSocket(path: string, owner: number): LocalSocket | SocketRefusal {
  let descriptor: number;
  try {
    descriptor = openSync(path, O_PATH | (owner === 0 ? 0 : constants.O_NOFOLLOW));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "EACCES" || code === "EPERM" ? "unreadable" : "absent";
  }
  const status = fstatSync(descriptor);
  const refusal: SocketRefusal | null = !status.isSocket()
    ? "absent"
    : status.uid !== owner
      ? "foreign-owner"
      : null;
  if (refusal === null) return { path: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) };
  closeSync(descriptor);
  return refusal;
}
