/** What every runtime's answer has in common: the bounds on it, and how a claim becomes a container. */
import type { ContainerInfo, ContainerRuntime, PublishedPort } from "../model/container.ts";

/** More containers than a host runs (Kubernetes advises 110 pods for a node); the rest of an answer is not read. */
export const MOST_CONTAINERS = 10_000;
/** More published ports than that are one range in every runtime but Docker. */
export const MOST_PORTS = 4096;
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
/** Linux's own limit of a PID. */
export const MOST_PID = 4_194_304;

export type ContainerClaim = Pick<ContainerInfo, "runtime" | "user"> &
  Partial<Omit<ContainerInfo, "id">> & { readonly id: string | null };

/** A container of which at least the id is sound; null without one. */
export function containerOf(claim: ContainerClaim): ContainerInfo | null {
  if (claim.id === null || !ID.test(claim.id)) return null;
  return {
    id: claim.id,
    runtime: claim.runtime,
    name: claim.name ?? null,
    image: claim.image ?? null,
    pod: claim.pod ?? null,
    pid: claim.pid ?? null,
    networkNamespace: null,
    addresses: claim.addresses ?? [],
    publishedPorts: claim.publishedPorts ?? [],
    user: claim.user,
  };
}

/** A published port of sound numbers; null for what no host can publish. */
export function publishedPortOf(
  protocol: string | null,
  hostAddress: string | null,
  hostPort: number | null,
  containerPort: number | null,
  count = 1,
): PublishedPort | null {
  if (protocol !== "tcp" && protocol !== "udp" && protocol !== "sctp") return null;
  if (hostPort === null || containerPort === null || hostPort + count > 65_536) return null;
  return { protocol, hostAddress, hostPort, containerPort, count };
}

export interface KubernetesName {
  /** Null for the container that holds the pod's namespaces. */
  readonly container: string | null;
  readonly pod: string;
  readonly namespace: string;
}

/** cri-dockerd and CRI-O name a container `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`. */
export function parseKubernetesName(name: string): KubernetesName | null {
  const match = /^k8s_([^_]{1,253})_([^_]{1,253})_([^_]{1,63})_[^_]{1,64}_\d{1,9}$/.exec(name);
  return match === null
    ? null
    : { container: match[1] ?? "", pod: match[2] ?? "", namespace: match[3] ?? "" };
}

/** Who lists containers, as the parsers of its answers are told. */
export interface Claimant {
  readonly runtime: ContainerRuntime;
  /** Uid of the runtime's owner; 0 for the system's. */
  readonly user: number;
}
