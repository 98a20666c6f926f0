/** The descriptor tables of all processes by the kernel's own iterator: a quarter of a second for 500,000 descriptors. */
import { openSync } from "node:fs";
import { KIND_IO_URING, KIND_NAMESPACE, KIND_PARKED, KIND_SOCKET } from "../../wire/task-file-program.ts";
import type { DescriptorPlace, DescriptorScan, HolderRecord, ScanRequest } from "./descriptor-scan.ts";
import type { Libc } from "./libc.ts";
import { inodeOfLink, readLink } from "./proc.ts";
import { scanByLinks } from "./scan-by-links.ts";
import { openSocketNamespace } from "./socket-namespace.ts";
import { iterateTaskFiles } from "./task-file-iterator.ts";

/** The PID namespace that a machine starts with (PROC_PID_INIT_INO): only there are the iterator's PIDs ours. */
export const FIRST_PID_NAMESPACE = "pid:[4026531836]";

/** The scan, or why the iterator cannot be used here. */
export function scanByIterator(libc: Libc, request: ScanRequest): DescriptorScan | Error {
  if (readLink("/proc/self/ns/pid") !== FIRST_PID_NAMESPACE)
    return new Error("this is not the first PID namespace");
  const holders: HolderRecord[] = [];
  const rings: DescriptorPlace[] = [];
  const parked: DescriptorPlace[] = [];
  const visited = new Set<number>();
  const failed = iterateTaskFiles(libc, ({ kind, pid, thread, descriptor, inode, namespace }) => {
    visited.add(pid);
    const table = thread === pid ? `/proc/${pid}` : `/proc/${pid}/task/${thread}`;
    const place = { pid, table, descriptor };
    if (kind === KIND_SOCKET) {
      if (!request.knowsNamespace(namespace))
        request.addNamespace(namespace, () => openSocketNamespace(libc, place));
      if (request.isWanted(inode))
        holders.push({ inode, via: thread === pid ? "process" : "thread", ...place });
    } else if (kind === KIND_NAMESPACE) {
      const path = `${table}/fd/${descriptor}`;
      if (!request.knowsNamespace(inode) && inodeOfLink(readLink(path) ?? "", "net") === inode) {
        request.addNamespace(inode, () => openSync(path, "r"));
      }
    } else if (kind === KIND_IO_URING) rings.push(place);
    else if (kind === KIND_PARKED) parked.push(place);
  });
  if (failed !== null) return failed;
  // A process without a record has no files, or is hidden from the iterator: ask /proc.
  const rest = scanByLinks({ ...request, processes: request.processes.filter((pid) => !visited.has(pid)) });
  return {
    holders: [...holders, ...rest.holders],
    rings: [...rings, ...rest.rings],
    parked: [...parked, ...rest.parked],
    unreadable: rest.unreadable,
    unchecked: rest.unchecked,
  };
}
