import type { Gap } from "./gap.ts";
import type { NamespaceReference, Owner } from "./listener.ts";
import type { Protocol } from "./protocol.ts";
import type { Holder, SocketRow } from "./socket.ts";

/** A service of the kernel itself that opens sockets: a VXLAN device, the NFS server. */
export interface KernelService {
  readonly namespace: number;
  readonly protocol: Protocol;
  readonly port: number;
  /** For people: `VXLAN device vx0`. */
  readonly name: string;
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
