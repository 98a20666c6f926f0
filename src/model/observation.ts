import type { ContainerIdentity, ContainerInfo } from "./container.ts";
import type { Gap } from "./gap.ts";
import type { NamespaceReference, Owner } from "./listener.ts";
import type { Protocol } from "./protocol.ts";
import type { Holder, SocketRow } from "./socket.ts";

/** A service of the kernel itself that opens sockets: a VXLAN device, the NFS server. */
export interface KernelService {
  readonly namespace: number;
  readonly protocol: Protocol;
  /** Null when the service takes any port it gets. */
  readonly port: number | null;
  /** For people: `VXLAN device vx0`. */
  readonly name: string;
}

/** A socket that systemd holds until the service is started. */
export interface HeldSocket {
  readonly socketUnit: string;
  /** The service that systemd starts for it. */
  readonly service: string;
  readonly protocol: Protocol;
  /** Null for every address. */
  readonly address: string | null;
  readonly port: number;
}

/** Whether a socket can be that of a kernel service. */
export function isServiceOf(
  service: KernelService,
  row: Pick<SocketRow, "namespace" | "protocol" | "port">,
): boolean {
  return (
    service.namespace === row.namespace &&
    service.protocol === row.protocol &&
    (service.port === null || service.port === row.port)
  );
}

/** What helps to say why a socket has no holder. */
export interface OwnerEvidence {
  /** Every descriptor table of every process that the kernel shows was read. */
  readonly complete: boolean;
  /** False inside a PID namespace: processes outside of it cannot be seen. */
  readonly seesAllProcesses: boolean;
  readonly kernelServices: readonly KernelService[];
  /** Sockets without a holder that were no longer there at a second look. */
  readonly vanished: ReadonlySet<number>;
  /** Processes with UNIX sockets in whose queue descriptors wait. */
  readonly parkedWith: readonly number[];
}

/** All that one look at a machine gave, before it is merged into listeners. */
export interface Observation {
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  readonly host: { readonly name: string; readonly os: string; readonly kernel: string };
  readonly namespaces: readonly NamespaceReference[];
  readonly sockets: readonly SocketRow[];
  readonly holders: readonly Holder[];
  /** By PID; holds at least every PID of `holders` that still runs. */
  readonly owners: ReadonlyMap<number, Owner>;
  readonly evidence: OwnerEvidence;
  readonly heldSockets: readonly HeldSocket[];
  /** What the runtimes of this machine tell; empty when no owner has to do with a container. */
  readonly containers: readonly ContainerInfo[];
  /** What the cgroups of owners tell, by PID. */
  readonly identities: ReadonlyMap<number, ContainerIdentity>;
  /** Network namespaces that port forwarders reach, by PID. */
  readonly reaches: ReadonlyMap<number, readonly number[]>;
  /** Addresses that each namespace has, by its inode; none where they were not asked for. */
  readonly localAddresses: ReadonlyMap<number, ReadonlySet<string>>;
  /** First and last port that the system gives to clients; null when it does not tell. */
  readonly ephemeralPorts: readonly [number, number] | null;
  readonly gaps: readonly Gap[];
}

export interface CollectOptions {
  /** `all`, `current`, or the path of a namespace (`/run/netns/blue`, `/proc/7/ns/net`). */
  readonly namespace: string;
  readonly signal?: AbortSignal;
}

/** One way to look at a machine; a platform has an ordered list of them. */
export interface Collector {
  /** Stable, kebab-case. */
  readonly id: string;
  /** What it needs, for `doctor` and for gaps: one plain phrase. */
  readonly needs: string;
  collect(options: CollectOptions): Promise<Observation>;
}
