/** The network and mount namespaces of all threads: from /proc, or from the kernel's iterator where there are many. */
import { existsSync, statSync } from "node:fs";
import { visitTaskRecords, writeTaskProgram } from "../../wire/task-program.ts";
import { openKernelIterator } from "./kernel-iterator.ts";
import type { Libc } from "./libc.ts";
import { inodeOfLink, listNumbers, readLink } from "./proc.ts";

export interface TaskNamespaces {
  /** `/proc/PID` or `/proc/PID/task/TID`. */
  readonly folder: string;
  /** Inodes; null when they may not be read. */
  readonly network: number | null;
  readonly mount: number | null;
}

/** Folders of the threads of a process beyond the first; none for the common single-threaded one. */
function otherThreads(processFolder: string): string[] {
  const folder = `${processFolder}/task`;
  try {
    // A task folder has two links and one for each thread: cheaper to ask than to list.
    if (statSync(folder).nlink <= 3) return [];
  } catch {
    return [];
  }
  return (listNumbers(folder) ?? []).map((thread) => `${folder}/${thread}`);
}

/** One after the other, as far as the caller goes on; what has ended meanwhile is left out. */
export function* readTaskNamespaces(processes: readonly number[]): Generator<TaskNamespaces> {
  for (const pid of processes) {
    for (const folder of [`/proc/${pid}`, ...otherThreads(`/proc/${pid}`)]) {
      const network = inodeOfLink(readLink(`${folder}/ns/net`) ?? "", "net");
      if (network === null && !existsSync(folder)) continue;
      yield { folder, network, mount: inodeOfLink(readLink(`${folder}/ns/mnt`) ?? "", "mnt") };
    }
  }
}

/** The same from the kernel, some milliseconds for thousands; null where it does not tell. */
export function iterateTaskNamespaces(libc: Libc): TaskNamespaces[] | null {
  try {
    using iterator = openKernelIterator(libc, "bpf_iter_task", writeTaskProgram);
    const tasks: TaskNamespaces[] = [];
    iterator.run((view, length) =>
      visitTaskRecords(view, length, ({ pid, thread, network, mount }) =>
        tasks.push({
          folder: thread === pid ? `/proc/${pid}` : `/proc/${pid}/task/${thread}`,
          network,
          mount,
        }),
      ),
    );
    return tasks;
  } catch {
    return null;
  }
}
