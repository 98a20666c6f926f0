/** Listeners and their owners on Linux: the kernel's socket lists, joined with the descriptors of all processes. */
import { hostname, release } from "node:os";
import { PortreeveError } from "../../model/error.ts";
import type { Gap } from "../../model/gap.ts";
import { isServiceManager } from "../../model/listener.ts";
import type { CollectOptions, Collector, Observation } from "../../model/observation.ts";
import { parseMountinfo } from "../../text/mountinfo.ts";
import { type Libc, openLibc } from "../linux/libc.ts";
import { listNamespaceInodes } from "../linux/namespace-list.ts";
import {
  currentNamespace,
  findNamespaces,
  type NamespaceSearch,
  namespaceAtPath,
} from "../linux/network-namespace.ts";
import { readOwnerContainers } from "../linux/owner-containers.ts";
import { addPackages } from "../linux/owner-packages.ts";
import { chooseMethod, searchOwners } from "../linux/owner-search.ts";
import { listNumbers, readProcText } from "../linux/proc.ts";
import { readHeldSockets } from "../linux/socket-activation.ts";
import { SocketInventory } from "../linux/socket-inventory.ts";
import { iterateTaskNamespaces, readTaskNamespaces, type TaskNamespaces } from "../linux/task-namespaces.ts";

function chooseNamespaces(
  option: string,
  tasks: Iterable<TaskNamespaces>,
  listed: ReadonlySet<number> | null,
): NamespaceSearch {
  if (option === "all") return findNamespaces(tasks, listed);
  if (option === "current") return { namespaces: [currentNamespace()], isWhole: true, gaps: [] };
  const namespace = namespaceAtPath(option);
  if (namespace === null) {
    throw new PortreeveError(
      "not-found",
      `${option} is no network namespace`,
      "It does not exist, may not be read, or is another kind of file",
      { hint: "ip netns list; or --namespace all" },
    );
  }
  return { namespaces: [namespace], isWhole: true, gaps: [] };
}

/** Namespaces that the kernel has, but to which nothing that may be read leads. */
function unreachedGap(
  libc: Libc | null,
  listed: ReadonlySet<number> | null,
  inventory: SocketInventory,
): Gap[] {
  if (libc === null || listed === null) return [];
  const missing = [...listed].filter((inode) => !inventory.knowsNamespace(inode));
  if (missing.length === 0) return [];
  // Some may have come and gone while we looked.
  const now = listNamespaceInodes(libc);
  const unreached = missing.filter((inode) => now?.has(inode) === true);
  if (unreached.length === 0) return [];
  const which = unreached.slice(0, 3).join(", ");
  return [
    {
      code: "namespaces-unreached",
      what: `The kernel has network namespaces to which no process, mount or descriptor leads (${which}): what listens there is not shown.`,
      fix: null,
    },
  ];
}

/** True where other users' processes are not shown (proc(5), hidepid) and we are not let through. */
function hidesProcesses(): boolean {
  const mount = parseMountinfo(readProcText("/proc/thread-self/mountinfo") ?? "").findLast(
    (item) => item.mountPoint === "/proc",
  );
  const hidden = /(?:^|,)hidepid=(?:1|2|4|noaccess|invisible|ptraceable)(?:,|$)/.test(
    mount?.superOptions ?? "",
  );
  return hidden && process.geteuid?.() !== 0;
}

/** First and last; https://docs.kernel.org/networking/ip-sysctl.html#ip-local-port-range */
function readEphemeralPorts(): readonly [number, number] | null {
  const match = /^(\d+)\s+(\d+)/.exec(readProcText("/proc/sys/net/ipv4/ip_local_port_range") ?? "");
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

async function collect(options: CollectOptions): Promise<Observation> {
  const takenAt = new Date().toISOString();
  const gaps: Gap[] = [];
  const opened = openLibc();
  const libc = opened instanceof Error ? null : opened;
  if (opened instanceof Error) {
    gaps.push({
      code: "no-system-calls",
      what: `The kernel could not be asked directly (${opened.message}): listeners come from /proc/net, without namespaces that no process is in.`,
      fix: "install portreeve with its dependency koffi",
    });
  }
  const processes = listNumbers("/proc") ?? [];
  if (processes.length === 0) {
    gaps.push({
      code: "no-proc",
      what: "/proc shows no processes: owners cannot be told.",
      fix: "mount -t proc proc /proc",
    });
  }
  const method = chooseMethod(libc);
  const listed =
    libc !== null && method === "iterator" && options.namespace === "all" ? listNamespaceInodes(libc) : null;
  const tasks =
    (libc === null || listed === null ? null : iterateTaskNamespaces(libc)) ?? readTaskNamespaces(processes);
  const chosen = chooseNamespaces(options.namespace, tasks, listed);
  gaps.push(...chosen.gaps);
  const inventory = new SocketInventory(libc, currentNamespace().inode, chosen.isWhole ? "fixed" : "growing");
  for (const namespace of chosen.namespaces) {
    options.signal?.throwIfAborted();
    inventory.add(namespace);
  }
  const search = searchOwners(libc, inventory, processes, hidesProcesses(), method);
  const owners = await addPackages(search.owners, search.identities);
  const containers = await readOwnerContainers(search.owners, search.identities, options.signal);
  const activation = [...owners.values()].some(isServiceManager)
    ? await readHeldSockets()
    : { held: [], gaps: [] };
  const localAddresses = new Map<number, ReadonlySet<string>>();
  for (const { inode } of inventory.namespaces) {
    const addresses = inventory.addresses(inode);
    if (addresses !== null) localAddresses.set(inode, addresses);
  }
  return {
    takenAt,
    host: { name: hostname(), os: "linux", kernel: release() },
    namespaces: inventory.namespaces,
    sockets: inventory.rows,
    holders: search.holders,
    owners,
    evidence: search.evidence,
    heldSockets: activation.held,
    containers: containers.containers,
    identities: search.identities,
    reaches: containers.reaches,
    localAddresses,
    ephemeralPorts: readEphemeralPorts(),
    gaps: [
      ...gaps,
      ...inventory.gaps,
      ...search.gaps,
      ...unreachedGap(libc, listed, inventory),
      ...activation.gaps,
      ...containers.gaps,
    ],
  };
}

export const linuxCollector: Collector = {
  id: "linux",
  needs: "root for the owners of other users' listeners and for other network namespaces",
  collect,
};
