/** Listeners and their owners on Linux: the kernel's socket lists, joined with the descriptors of all processes. */
import { hostname, release } from "node:os";
import { PortreeveError } from "../../model/error.ts";
import type { Gap } from "../../model/gap.ts";
import { isServiceManager } from "../../model/listener.ts";
import type { CollectOptions, Collector, Observation } from "../../model/observation.ts";
import { parseMountinfo } from "../../text/mountinfo.ts";
import { openLibc } from "../linux/libc.ts";
import {
  currentNamespace,
  findNamespaces,
  type NetworkNamespace,
  namespaceAtPath,
} from "../linux/network-namespace.ts";
import { addPackages } from "../linux/owner-packages.ts";
import { searchOwners } from "../linux/owner-search.ts";
import { listNumbers, readProcText } from "../linux/proc.ts";
import { readHeldSockets } from "../linux/socket-activation.ts";
import { SocketInventory } from "../linux/socket-inventory.ts";

function chooseNamespaces(
  option: string,
  processes: readonly number[],
): { namespaces: readonly NetworkNamespace[]; gaps: readonly Gap[] } {
  if (option === "all") return findNamespaces(processes);
  if (option === "current") return { namespaces: [currentNamespace()], gaps: [] };
  const namespace = namespaceAtPath(option);
  if (namespace === null) {
    throw new PortreeveError(
      "not-found",
      `${option} is no network namespace`,
      "It does not exist, may not be read, or is another kind of file",
      {
        hint: "ip netns list; or --namespace all",
      },
    );
  }
  return { namespaces: [namespace], gaps: [] };
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
  const chosen = chooseNamespaces(options.namespace, processes);
  gaps.push(...chosen.gaps);
  const inventory = new SocketInventory(
    libc,
    currentNamespace().inode,
    options.namespace === "all" ? "all" : "chosen",
  );
  for (const namespace of chosen.namespaces) {
    options.signal?.throwIfAborted();
    inventory.add(namespace);
  }
  const search = searchOwners(libc, inventory, processes, hidesProcesses());
  const owners = await addPackages(search.owners);
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
    localAddresses,
    ephemeralPorts: readEphemeralPorts(),
    gaps: [...gaps, ...inventory.gaps, ...search.gaps, ...activation.gaps],
  };
}

export const linuxCollector: Collector = {
  id: "linux",
  needs: "root for the owners of other users' listeners and for other network namespaces",
  collect,
};
