/** Finds the processes that hold the sockets of an inventory, or evidence why none does. */
import type { ContainerIdentity } from "../../model/container.ts";
import type { Gap } from "../../model/gap.ts";
import type { Owner } from "../../model/listener.ts";
import { isServiceOf, type KernelService, type OwnerEvidence } from "../../model/observation.ts";
import type { Holder, SocketRow } from "../../model/socket.ts";
import { parseFdinfo } from "../../text/proc-fdinfo.ts";
import { rootFix } from "../root-fix.ts";
import { readGroupMembers } from "./cgroup-name.ts";
import type { DescriptorPlace, DescriptorScan, HolderRecord, ScanRequest } from "./descriptor-scan.ts";
import { FIRST_PID_NAMESPACE } from "./kernel-iterator.ts";
import { nfsServices, tunnelServices } from "./kernel-services.ts";
import type { Libc } from "./libc.ts";
import { inodeOfLink, readLink, readProcText } from "./proc.ts";
import { openProcessReader, type ProcessRecord } from "./process-owner.ts";
import { scanByIterator, scanFew } from "./scan-by-iterator.ts";
import { scanByLinks } from "./scan-by-links.ts";
import type { SocketInventory } from "./socket-inventory.ts";

export interface OwnerSearch {
  readonly holders: readonly Holder[];
  readonly owners: ReadonlyMap<number, Owner>;
  /** What the cgroups of the owners tell of containers. */
  readonly identities: ReadonlyMap<number, ContainerIdentity>;
  readonly evidence: OwnerEvidence;
  readonly gaps: readonly Gap[];
}

/** With fewer open files than this the links are read sooner than the iterator is loaded. */
const MANY_FILES = 10_000;
/** A second, thorough pass over links costs as much as the first and more: only where there are not too many. */
const MAX_FILES_TWICE = 50_000;

/** Open files of the whole system; https://docs.kernel.org/admin-guide/sysctl/fs.html#file-nr-file-max */
function openFiles(): number {
  return Number.parseInt(readProcText("/proc/sys/fs/file-nr") ?? "0", 10) || 0;
}

function uptime(): number {
  return Number.parseFloat(readProcText("/proc/uptime") ?? "") || Number.POSITIVE_INFINITY;
}

/** `links` or `iterator` where one is to be had in any case: for tests, and where one of them fails. */
const METHOD_VARIABLE = "PORTREEVE_OWNERS";

/** More candidates than this are no few. */
const MAX_FEW = 2000;

export type OwnerMethod = "links" | "iterator";

/** The way to go through descriptor tables that is faster here. */
export function chooseMethod(libc: Libc | null): OwnerMethod {
  if (libc === null) return "links";
  const asked = process.env[METHOD_VARIABLE];
  if (asked === "links" || asked === "iterator") return asked;
  return openFiles() >= MANY_FILES ? "iterator" : "links";
}

/** Processes in the control groups where the sockets were made: most often they hold them still. */
function likelyHolders(rows: readonly SocketRow[]): number[] | null {
  const groups = new Set<string>();
  for (const { cgroup } of rows) {
    if (cgroup === null || !cgroup.startsWith("/") || cgroup === "/") return null;
    groups.add(cgroup);
  }
  return readGroupMembers(groups);
}

function scan(request: ScanRequest, inventory: SocketInventory, method: OwnerMethod): DescriptorScan {
  const { libc, depth } = request;
  if (libc !== null && method === "iterator") {
    const likely = depth === "quick" && !request.growing ? likelyHolders(inventory.rows) : null;
    const wanted = new Set(inventory.rows.map((row) => row.inode));
    const few = likely !== null && likely.length <= MAX_FEW ? scanFew(libc, request, likely, wanted) : null;
    if (few !== null) return few;
    const found = scanByIterator(libc, request);
    if (!(found instanceof Error)) return found;
  }
  return scanByLinks(request);
}

function ringHolders(rings: readonly DescriptorPlace[], inventory: SocketInventory): HolderRecord[] {
  return rings.flatMap((place) => {
    const info = readProcText(`${place.table}/fdinfo/${place.descriptor}`);
    const sockets = info === null ? [] : parseFdinfo(info).ringSockets;
    return sockets
      .filter((inode) => inventory.isWanted(inode))
      .map((inode): HolderRecord => ({ inode, via: "io_uring", ...place }));
  });
}

/** A process that began after the scan did may have taken the PID of the one that was seen. */
function stillHolds(holder: HolderRecord, record: ProcessRecord, scanStart: number): boolean {
  if (record.startedAfterBoot < scanStart) return true;
  if (holder.via === "io_uring") return false;
  return inodeOfLink(readLink(`${holder.table}/fd/${holder.descriptor}`) ?? "", "socket") === holder.inode;
}

function readOwners(
  holders: readonly HolderRecord[],
  parkedWith: readonly number[],
  scanStart: number,
): Pick<Pass, "holders" | "owners" | "identities"> {
  const reader = openProcessReader();
  const records = new Map<number, ProcessRecord | null>();
  const owners = new Map<number, Owner>();
  const identities = new Map<number, ContainerIdentity>();
  const kept = holders.filter((holder) => {
    let record = records.get(holder.pid);
    if (record === undefined) {
      record = reader.read(holder.pid);
      records.set(holder.pid, record);
    }
    if (record === null || !stillHolds(holder, record, scanStart)) return false;
    owners.set(holder.pid, record.owner);
    if (record.identity !== null) identities.set(holder.pid, record.identity);
    return true;
  });
  for (const pid of parkedWith) {
    const record = records.get(pid) ?? reader.read(pid);
    if (record !== null) owners.set(pid, record.owner);
  }
  return { holders: kept, owners, identities };
}

function unreadableGap(unreadable: readonly number[], hidden: boolean): Gap[] {
  if (unreadable.length === 0 && !hidden) return [];
  const which = unreadable
    .slice(0, 3)
    .map((pid) => `${pid} (${(readProcText(`/proc/${pid}/comm`) ?? "?").trim()})`);
  const what = hidden
    ? "Processes of other users are hidden from this user (/proc is mounted with hidepid): their listeners show no owner."
    : `The open files of ${unreadable.length === 1 ? "one process" : `${unreadable.length} processes`} could not be read (${which.join(", ")}${unreadable.length > 3 ? ", …" : ""}): a listener of theirs shows no owner.`;
  return [
    {
      code: "owners-unreadable",
      what,
      fix: rootFix(),
    },
  ];
}

function uncheckedGap(unchecked: number): Gap[] {
  if (unchecked === 0) return [];
  const what = `${unchecked} sockets were not asked for their network namespace, since there were too many: a namespace that only a socket holds may be missing.`;
  return [{ code: "sockets-unchecked", what, fix: null }];
}

interface Pass {
  readonly holders: readonly HolderRecord[];
  readonly owners: ReadonlyMap<number, Owner>;
  readonly identities: ReadonlyMap<number, ContainerIdentity>;
  readonly parkedWith: readonly number[];
  readonly unreadable: readonly number[];
  readonly unchecked: number;
}

function withoutHolder(rows: readonly SocketRow[], holders: readonly Holder[]): SocketRow[] {
  const held = new Set(holders.map((holder) => holder.inode));
  return rows.filter((row) => !held.has(row.inode));
}

function join(first: Pass, second: Pass): Pass {
  const seen = new Set(first.holders.map((holder) => `${holder.pid} ${holder.inode}`));
  return {
    holders: [
      ...first.holders,
      ...second.holders.filter((holder) => !seen.has(`${holder.pid} ${holder.inode}`)),
    ],
    owners: new Map([...first.owners, ...second.owners]),
    identities: new Map([...first.identities, ...second.identities]),
    parkedWith: second.parkedWith,
    unreadable: second.unreadable,
    unchecked: second.unchecked,
  };
}

function findKernelServices(inventory: SocketInventory, ownerless: readonly SocketRow[]): KernelService[] {
  const namespaces = [...new Set(ownerless.map((row) => row.namespace))];
  return [
    ...namespaces.flatMap((namespace) => tunnelServices(namespace, inventory.links(namespace))),
    ...nfsServices(namespaces),
  ];
}

/** Never fails: what cannot be told is evidence or a gap. */
export function searchOwners(
  libc: Libc | null,
  inventory: SocketInventory,
  processes: readonly number[],
  hidden: boolean,
  method: OwnerMethod,
): OwnerSearch {
  const pass = (depth: ScanRequest["depth"]): Pass => {
    const scanStart = uptime();
    const request: ScanRequest = {
      libc,
      processes,
      depth,
      growing: inventory.growing,
      isWanted: (inode) => inventory.isWanted(inode),
      knowsNamespace: (inode) => inventory.knowsNamespace(inode),
      addNamespace: (inode, open) => inventory.add({ inode, name: null, processFolder: null, open }),
    };
    const found = scan(request, inventory, method);
    const all = [...found.holders, ...ringHolders(found.rings, inventory)];
    const parkedWith = [...new Set(found.parked.map((place) => place.pid))];
    return {
      ...readOwners(all, parkedWith, scanStart),
      parkedWith,
      unreadable: found.unreadable,
      unchecked: found.unchecked,
    };
  };

  let result = pass("quick");
  let ownerless = withoutHolder(inventory.rows, result.holders);
  let kernelServices: KernelService[] = [];
  let vanished = new Set<number>();
  if (ownerless.length > 0) {
    kernelServices = findKernelServices(inventory, ownerless);
    const unexplained = ownerless.filter(
      (row) => !kernelServices.some((service) => isServiceOf(service, row)),
    );
    if (unexplained.length > 0 && method === "links" && openFiles() <= MAX_FILES_TWICE)
      result = join(result, pass("thorough"));
    ownerless = withoutHolder(inventory.rows, result.holders);
    const now = new Map(
      [...new Set(ownerless.map((row) => row.namespace))].map((inode) => [inode, inventory.inodesNow(inode)]),
    );
    vanished = new Set(
      ownerless.filter((row) => now.get(row.namespace)?.has(row.inode) === false).map((row) => row.inode),
    );
  }
  return {
    holders: result.holders.map(({ inode, pid, via }) => ({ inode, pid, via })),
    owners: result.owners,
    identities: result.identities,
    evidence: {
      complete: processes.length > 0 && result.unreadable.length === 0 && !hidden,
      // Where /proc does not tell, that is a gap of its own.
      seesAllProcesses: [FIRST_PID_NAMESPACE, null].includes(readLink("/proc/self/ns/pid")),
      kernelServices,
      vanished,
      parkedWith: result.parkedWith,
    },
    // What could not be read matters only where an owner is missing.
    gaps: [
      ...(ownerless.length > 0 ? unreadableGap(result.unreadable, hidden) : []),
      ...uncheckedGap(result.unchecked),
    ],
  };
}
