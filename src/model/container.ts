import type { Collected } from "./gap.ts";

/** Who runs a container; `kubernetes` and `unknown` when only the cgroup's path told of it. */
export type ContainerRuntime =
  | "docker"
  | "podman"
  | "containerd"
  | "cri-o"
  | "lxc"
  | "lxd"
  | "incus"
  | "systemd-nspawn"
  | "libvirt-lxc"
  | "garden"
  | "ecs"
  | "kubernetes"
  | "unknown";

/** What the path of a cgroup tells of a container. */
export interface ContainerIdentity {
  /** 64 hex digits for OCI containers; a name for LXC and systemd-nspawn. */
  readonly id: string;
  readonly runtime: ContainerRuntime;
  /** Kubernetes' uid of the pod, with dashes; null outside of pods. */
  readonly podUid: string | null;
  /** Whose user manager or session the cgroup belongs to (rootless containers); null for the system's. */
  readonly user: number | null;
}

/** Ports of the host that a runtime passes on to a container. */
export interface PublishedPort {
  readonly protocol: "tcp" | "udp" | "sctp";
  /** As the runtime writes it (`0.0.0.0`, `::` for all of a family); null for every address of the host. */
  readonly hostAddress: string | null;
  /** The first of `count` consecutive ports. */
  readonly hostPort: number;
  readonly containerPort: number;
  readonly count: number;
}

/** A container as its runtime describes it. Names are the runtime's claim: untrusted text, bounded in length. */
export interface ContainerInfo {
  readonly id: string;
  readonly runtime: ContainerRuntime;
  readonly name: string | null;
  readonly image: string | null;
  readonly pod: { readonly name: string; readonly namespace: string | null } | null;
  /** Its first process, in the PID namespace of whoever asks; null when not told. */
  readonly pid: number | null;
  /** Inode of its network namespace; null when not told or when the PID could not be confirmed. */
  readonly networkNamespace: number | null;
  /** Its own addresses on the runtime's networks. */
  readonly addresses: readonly string[];
  readonly publishedPorts: readonly PublishedPort[];
  /** Whose runtime said so: 0 for the system's; what a user's runtime says holds for that user's processes alone. */
  readonly user: number;
}

/** A runtime that can be asked which containers run. */
export interface ContainerSource {
  /** Stable, kebab-case. */
  readonly id: string;
  /** What it needs, for `doctor` and for gaps: one plain phrase. */
  readonly needs: string;
  /** Never throws for what a runtime does; an absent runtime is an empty list without a gap. */
  list(signal: AbortSignal): Promise<Collected<readonly ContainerInfo[]>>;
}
