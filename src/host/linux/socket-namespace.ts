/** The network namespace of another process's socket. */
import { closeSync, fstatSync } from "node:fs";
import type { DescriptorPlace } from "./descriptor-scan.ts";
import { type Libc, PIDFD_THREAD, SIOCGSKNS } from "./libc.ts";

/**
 * A descriptor of the namespace, for the caller to close; throws when refused. The socket is duplicated for an
 * instant (pidfd_getfd(2), Linux 5.6), which neither reads from it nor changes it.
 */
export function openSocketNamespace(libc: Libc, place: DescriptorPlace): number {
  const check = (result: number): number => {
    if (result < 0) throw new Error(libc.errorName(libc.errno()));
    return result;
  };
  const thread = /\/task\/(\d+)$/.exec(place.table);
  // A thread's own table is another than its process's, and needs a pidfd of the thread (Linux 6.9).
  const pidfd = check(
    thread === null ? libc.pidfdOpen(place.pid, 0) : libc.pidfdOpen(Number(thread[1]), PIDFD_THREAD),
  );
  try {
    const socket = check(libc.pidfdGetfd(pidfd, place.descriptor));
    try {
      return check(libc.ioctl(socket, SIOCGSKNS, 0));
    } finally {
      closeSync(socket);
    }
  } finally {
    closeSync(pidfd);
  }
}

/** As {@link openSocketNamespace}, but the namespace's inode; null when refused. */
export function socketNamespaceInode(libc: Libc, place: DescriptorPlace): number | null {
  try {
    const namespace = openSocketNamespace(libc, place);
    try {
      return fstatSync(namespace).ino;
    } finally {
      closeSync(namespace);
    }
  } catch {
    return null;
  }
}
