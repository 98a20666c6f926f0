/** The inodes of all network namespaces, from the kernel's own list. */
import {
  NET_LIST_ROUNDS,
  type NetRecord,
  visitNetRecords,
  writeNetListProgram,
} from "../../wire/net-list-program.ts";
import { openKernelIterator } from "./kernel-iterator.ts";
import type { Libc } from "./libc.ts";

/** A machine with more is looked through in another way. */
const MAX_NAMESPACES = 4096;

/** Null where the kernel does not tell, or has too many. Takes some milliseconds for each 64 namespaces. */
export function listNamespaceInodes(libc: Libc): ReadonlySet<number> | null {
  const inodes = new Set<number>();
  const links = new Set<bigint>();
  let operations: bigint | null = null;
  let from: bigint | null = null;
  try {
    while (links.size < MAX_NAMESPACES) {
      const records: NetRecord[] = [];
      using iterator = openKernelIterator(libc, "bpf_iter_task", (btf) => writeNetListProgram(btf, from));
      iterator.run(
        (view, length) => visitNetRecords(view, length, (record) => records.push(record)),
        process.pid,
      );
      // The iterator runs once for each thread of this process, and each run tells the same.
      records.splice(NET_LIST_ROUNDS);
      for (const record of records) {
        if (links.has(record.link) && record.link !== from) return inodes;
        links.add(record.link);
        operations ??= record.operations;
        // The ring's head is no namespace.
        if (record.operations === operations) inodes.add(record.inode);
      }
      if (records.length < NET_LIST_ROUNDS) return null;
      from = records.at(-1)?.link ?? null;
    }
  } catch {
    // The reason matters to `doctor` alone.
  }
  return null;
}
