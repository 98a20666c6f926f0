/**
 * Which containers run here and what they are called: every runtime is asked at the same time, over its own local
 * socket or by its files, and never told to do anything. Loaded only when something needs a container's name.
 */
import type { ContainerInfo, ContainerSource } from "../../model/container.ts";
import type { Collected } from "../../model/gap.ts";
import { TIME_LIMIT } from "./answer.ts";
import { containerdSource } from "./containerd.ts";
import { criSource } from "./cri.ts";
import { dockerSource } from "./docker.ts";
import { lxcSource } from "./lxc.ts";
import { withNetworkNamespaces } from "./network-namespace.ts";
import { nspawnSource } from "./nspawn.ts";
import { listFolder } from "./owned-file.ts";
import type { Place } from "./place.ts";
import { podmanSource } from "./podman.ts";
import { podmanStorageSource } from "./podman-storage.ts";

const MOST_USERS = 64;
/** What two sources tell of a container, the first one tells. */
const SOURCES: readonly ((place: Place) => ContainerSource)[] = [
  dockerSource,
  podmanSource,
  criSource,
  containerdSource,
  podmanStorageSource,
  nspawnSource,
  lxcSource,
];

export interface ContainerOptions {
  /** Prefix of every path, for another mount namespace: `/proc/PID/root`. */
  readonly root?: string;
}

/** All sources of this machine, in the order in which they are believed. */
export function containerSources({ root = "" }: ContainerOptions = {}): readonly ContainerSource[] {
  if (process.platform !== "linux") return [];
  const place = { root, users: usersOf(root) };
  return SOURCES.map((source) => source(place));
}

/**
 * The containers that the runtimes of this machine tell of, each once, and gaps for runtimes that are here and
 * could not be asked. Takes at most about four seconds; never throws for what a runtime does.
 */
export async function listContainers(
  signal: AbortSignal,
  options: ContainerOptions = {},
): Promise<Collected<readonly ContainerInfo[]>> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]);
  const lists = await Promise.all(containerSources(options).map((source) => source.list(limit)));
  const found = new Map<string, ContainerInfo>();
  for (const info of lists.flatMap((list) => list.value)) {
    const key = `${info.user} ${info.runtime} ${info.id}`;
    if (!found.has(key)) found.set(key, info);
  }
  const value = withNetworkNamespaces(options.root ?? "", [...found.values()]);
  // Two sources that ask one daemon meet the same obstacle.
  const gaps = new Map(lists.flatMap((list) => list.gaps).map((gap) => [gap.what, gap]));
  return { value, gaps: [...gaps.values()] };
}

/** The users with a session, whose runtimes may run: all of them for root, oneself for anyone else. */
function usersOf(root: string): readonly number[] {
  const own = process.geteuid?.() ?? 0;
  if (own !== 0) return [own];
  const names = listFolder(`${root}/run/user`, MOST_USERS);
  return (names === "unreadable" ? [] : names).filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
}
