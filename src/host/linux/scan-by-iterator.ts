/** The descriptor tables of all processes by the kernel's own iterator: a quarter of a second for 500,000 descriptors. */
import { closeSync, openSync } from "node:fs";
import {
  KIND_IO_URING,
  KIND_LARGE_TABLE,
  KIND_NAMESPACE,
  KIND_PARKED,
  KIND_SOCKET,
  type TaskFileRecord,
  visitTaskFileRecords,
  writeTaskFileProgram,
} from "../../wire/task-file-program.ts";
import { type FileOperations, writeTaskTableProgram } from "../../wire/task-table-program.ts";
import type { DescriptorPlace, DescriptorScan, HolderRecord, ScanRequest } from "./descriptor-scan.ts";
import { type KernelIterator, openKernelIterator } from "./kernel-iterator.ts";
import { AF_INET, type Libc, SOCK_CLOEXEC, SOCK_DGRAM } from "./libc.ts";
import { inodeOfLink, readLink } from "./proc.ts";
import { scanByLinks } from "./scan-by-links.ts";
import { openSocketNamespace } from "./socket-namespace.ts";

const TARGET = "bpf_iter_task_file";

function runOver(iterator: KernelIterator, visit: (record: TaskFileRecord) => void, pid?: number): void {
  iterator.run((view, length) => visitTaskFileRecords(view, length, visit), pid);
}

function tableOf({ pid, thread }: TaskFileRecord): string {
  return thread === pid ? `/proc/${pid}` : `/proc/${pid}/task/${thread}`;
}

function holderOf(record: TaskFileRecord): HolderRecord {
  const { pid, thread, descriptor, inode } = record;
  return { inode, pid, via: thread === pid ? "process" : "thread", table: tableOf(record), descriptor };
}

/**
 * The holders of all wanted sockets, from the processes given alone; null when others may hold one too. The kernel
 * counts the references to each open file: where as many descriptors were found, there are no others.
 */
export function scanFew(
  libc: Libc,
  request: ScanRequest,
  processes: readonly number[],
  wanted: ReadonlySet<number>,
): DescriptorScan | null {
  const holders: HolderRecord[] = [];
  const unfound = new Map<number, number>();
  try {
    using iterator = openKernelIterator(libc, TARGET, (btf) => writeTaskFileProgram(btf, "sockets"));
    for (const pid of processes) {
      runOver(
        iterator,
        (record) => {
          if (record.kind !== KIND_SOCKET || !request.isWanted(record.inode)) return;
          holders.push(holderOf(record));
          unfound.set(record.inode, (unfound.get(record.inode) ?? record.references) - 1);
        },
        pid,
      );
    }
  } catch {
    return null;
  }
  const isWhole = unfound.size === wanted.size && [...unfound.values()].every((count) => count === 0);
  return isWhole ? { holders, rings: [], parked: [], unreadable: [], unchecked: 0 } : null;
}

/** The addresses that tell sockets and rings, learned from one of each of our own; null when they are not told. */
function learnOperations(libc: Libc, iterator: KernelIterator): FileOperations | null {
  const own = [libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), libc.ioUringSetup()];
  try {
    let socket: bigint | null = null;
    let ring: bigint | null = null;
    runOver(
      iterator,
      ({ kind, operations }) => {
        if (kind === KIND_SOCKET) socket = operations;
        else if (kind === KIND_IO_URING) ring = operations;
      },
      process.pid,
    );
    return socket === null ? null : { socket, ring };
  } finally {
    for (const descriptor of own) if (descriptor >= 0) closeSync(descriptor);
  }
}

/**
 * One pass over all descriptor tables. Where namespaces need not be looked for, the tables are walked without taking
 * a reference to each file, and only large ones are visited file by file.
 */
function visitAll(libc: Libc, request: ScanRequest, visit: (record: TaskFileRecord) => void): void {
  using files = openKernelIterator(libc, TARGET, (btf) => writeTaskFileProgram(btf, "all"));
  const operations = request.growing ? null : learnOperations(libc, files);
  if (operations === null) {
    runOver(files, visit);
    return;
  }
  using tables = openKernelIterator(libc, "bpf_iter_task", (btf) => writeTaskTableProgram(btf, operations));
  const large = new Set<number>();
  runOver(tables, (record) => {
    if (record.kind === KIND_LARGE_TABLE) large.add(record.pid);
    else visit(record);
  });
  for (const pid of large) runOver(files, visit, pid);
}

/** The scan of all processes, or why the iterator cannot be used here. */
export function scanByIterator(libc: Libc, request: ScanRequest): DescriptorScan | Error {
  const holders: HolderRecord[] = [];
  const rings: DescriptorPlace[] = [];
  const parked: DescriptorPlace[] = [];
  const visited = new Set<number>();
  const visit = (record: TaskFileRecord) => {
    const { kind, pid, descriptor, inode, namespace } = record;
    visited.add(pid);
    const place = { pid, table: tableOf(record), descriptor };
    if (kind === KIND_SOCKET) {
      if (!request.knowsNamespace(namespace))
        request.addNamespace(namespace, () => openSocketNamespace(libc, place));
      if (request.isWanted(inode)) holders.push(holderOf(record));
    } else if (kind === KIND_NAMESPACE) {
      const path = `${place.table}/fd/${descriptor}`;
      if (!request.knowsNamespace(inode) && inodeOfLink(readLink(path) ?? "", "net") === inode) {
        request.addNamespace(inode, () => openSync(path, "r"));
      }
    } else if (kind === KIND_IO_URING) rings.push(place);
    else if (kind === KIND_PARKED) parked.push(place);
  };
  try {
    visitAll(libc, request, visit);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
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
