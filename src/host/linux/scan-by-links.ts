/**
 * The descriptor tables of all processes by the links in /proc/PID/fd. Works on every kernel, and without
 * privilege for one's own processes; costs some microseconds for each descriptor.
 */
import { openSync, statSync } from "node:fs";
import type { Holder } from "../../model/socket.ts";
import { parseFdinfo } from "../../text/proc-fdinfo.ts";
import type { DescriptorPlace, DescriptorScan, HolderRecord, ScanRequest } from "./descriptor-scan.ts";
import { inodeOfLink, listNumbers, readLink, readProcText } from "./proc.ts";
import { openSocketNamespace, socketNamespaceInode } from "./socket-namespace.ts";

/** Asking about one socket (its namespace, its queue) costs some microseconds; beyond this many none is asked. */
const MAX_CHECKS = 20_000;
const RING_LINK = "anon_inode:[io_uring]";

interface Table {
  readonly folder: string;
  readonly via: Holder["via"];
}

/** The descriptor tables of one process: its own, and those of threads that do not share it. */
function descriptorTables(request: ScanRequest, pid: number): Table[] {
  const { libc, depth } = request;
  const own: Table = { folder: `/proc/${pid}`, via: "process" };
  try {
    // A task folder has two links and one for each thread: cheaper to ask than to list.
    if (statSync(`/proc/${pid}/task`).nlink <= 3) return [own];
  } catch {
    return [own];
  }
  const threads = (listNumbers(`/proc/${pid}/task`) ?? []).filter((thread) => {
    if (thread === pid) return false;
    return libc?.sharesDescriptors(pid, thread) === false || (libc === null && depth === "thorough");
  });
  return [own, ...threads.map((thread): Table => ({ folder: `/proc/${pid}/task/${thread}`, via: "thread" }))];
}

/** Never fails: what could not be read is part of the answer. Blocks for the time of the scan. */
export function scanByLinks(request: ScanRequest): DescriptorScan {
  const { libc } = request;
  const holders: HolderRecord[] = [];
  const rings: DescriptorPlace[] = [];
  const parked: DescriptorPlace[] = [];
  const unreadable: number[] = [];
  let checks = 0;
  let unchecked = 0;

  const askNamespace = (place: DescriptorPlace) => {
    if (libc === null || !request.growing) return;
    const namespace = socketNamespaceInode(libc, place);
    if (namespace === null || request.knowsNamespace(namespace)) return;
    request.addNamespace(namespace, () => openSocketNamespace(libc, place));
  };
  const visitSocket = (inode: number, place: DescriptorPlace, via: Holder["via"]) => {
    // A socket that no list has: of another kind, connected, or of a namespace that only it holds.
    if (!request.isWanted(inode) && (request.growing || request.depth === "thorough")) {
      if (++checks > MAX_CHECKS) {
        unchecked++;
        return;
      }
      askNamespace(place);
      if (request.depth === "thorough") {
        const info = readProcText(`${place.table}/fdinfo/${place.descriptor}`);
        if (info !== null && parseFdinfo(info).parkedDescriptors > 0) parked.push(place);
      }
    }
    if (request.isWanted(inode)) holders.push({ inode, via, ...place });
  };
  const visitTable = (pid: number, { folder, via }: Table): boolean => {
    const descriptors = listNumbers(`${folder}/fd`);
    if (descriptors === null) return false;
    let refused = 0;
    for (const descriptor of descriptors) {
      const path = `${folder}/fd/${descriptor}`;
      const link = readLink(path);
      if (link === null) refused++;
      else if (link.startsWith("socket:")) {
        visitSocket(inodeOfLink(link, "socket") ?? 0, { pid, table: folder, descriptor }, via);
      } else if (link === RING_LINK) rings.push({ pid, table: folder, descriptor });
      else if (link.startsWith("net:")) {
        const namespace = inodeOfLink(link, "net") ?? 0;
        if (!request.knowsNamespace(namespace)) request.addNamespace(namespace, () => openSync(path, "r"));
      }
    }
    // A link may vanish between listing and reading; all of them only where reading is refused.
    return refused === 0 || refused < descriptors.length;
  };

  for (const pid of request.processes) {
    const readable = descriptorTables(request, pid).filter((table) => visitTable(pid, table));
    if (readable.length === 0 && stillRuns(pid)) unreadable.push(pid);
  }
  return { holders, rings, parked, unreadable, unchecked };
}

/** False once the process is gone: then nothing was refused. */
function stillRuns(pid: number): boolean {
  return readProcText(`/proc/${pid}/stat`) !== null;
}
