import type { Protocol } from "./protocol.ts";

/** Why `owners` says what it says; see docs/cli.md for each. */
export const OWNER_STATUSES = [
  "known",
  "kernel",
  "shared",
  "thread",
  "io_uring",
  "in-flight",
  "other-namespace",
  "unreadable",
  "vanished",
] as const;
export type OwnerStatus = (typeof OWNER_STATUSES)[number];

/** Who could reach it, judged by the bound address and device alone. */
export const EXPOSURES = ["loopback", "link-local", "private", "public", "any"] as const;
export type Exposure = (typeof EXPOSURES)[number];

export interface NamespaceReference {
  /** As in `readlink /proc/PID/ns/net`. */
  readonly inode: number;
  /** `host` for that of PID 1, the name under /run/netns, `current`, or null. */
  readonly name: string | null;
}

export interface ContainerReference {
  readonly id: string;
  readonly name: string | null;
  readonly image: string | null;
}

/** A process that has the socket open. Unknown values are null, never 0, -1 or an empty text. */
export interface Owner {
  readonly pid: number | null;
  /** The kernel's short name (`comm`, at most 15 bytes), as the process chose it: untrusted. */
  readonly name: string | null;
  /** Path of the running program. */
  readonly executable: string | null;
  readonly executableDeleted: boolean;
  /** True when the program was never a file on disk (memfd_create(2)). */
  readonly executableInMemory: boolean;
  readonly commandLine: readonly string[];
  readonly user: string | null;
  readonly uid: number | null;
  /** RFC 3339, UTC. */
  readonly startedAt: string | null;
  /** From the parent up to PID 1. */
  readonly parents: readonly { readonly pid: number; readonly name: string }[];
  /** The systemd unit that the process runs in. */
  readonly unit: string | null;
  /** The service that a socket held by systemd will start. */
  readonly activates: string | null;
  /** Debian or RPM package of the executable; null for none or unknown (see `packageStatus`). */
  readonly package: string | null;
  readonly packageStatus: "packaged" | "unpackaged" | "unknown";
  readonly container: ContainerReference | null;
  /** `inside`: it runs in the container. `forwards`: it runs outside and passes connections on to it (docker-proxy). */
  readonly containerRole: "inside" | "forwards" | null;
}

/** Whether an owner is a service manager, which opens sockets for the services that it will start. */
export function isServiceManager(owner: Owner): boolean {
  return owner.name === "systemd" && (owner.pid === 1 || owner.executable?.endsWith("/systemd") === true);
}

/** One socket of a listener. */
export interface SocketDetail {
  readonly inode: number;
  readonly uid: number | null;
  readonly backlog: number | null;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly v6only: boolean | null;
  readonly mptcp: boolean;
  /** Path of the cgroup it was made in, else the decimal id, else null. */
  readonly cgroup: string | null;
}

/** One row of an inventory: all sockets of one namespace, protocol, address, port and interface. */
export interface Listener {
  /** Hash of namespace, protocol, address, port, interface and the first owner's executable: 12 hex digits. */
  readonly id: string;
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly interface: string | null;
  /** `::` that also takes IPv4; null when that could not be told. */
  readonly dualStack: boolean | null;
  readonly sockets: number;
  readonly socketDetails: readonly SocketDetail[];
  readonly namespace: NamespaceReference;
  readonly owners: readonly Owner[];
  readonly ownerStatus: OwnerStatus;
  /** Evidence for `ownerStatus` when it is not simply `known`. */
  readonly ownerNote: string | null;
  readonly exposure: Exposure;
}
