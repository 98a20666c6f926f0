/**
 * /proc/PID/cgroup and the path in it: which systemd unit and which container a process belongs to.
 * Format: cgroups(7), "/proc files"; units: https://systemd.io/CGROUP_DELEGATION and systemd's `cg_path_get_unit`.
 * Groups below a delegated unit are named by whoever runs there, so the path is read from the root down.
 */
import type { ContainerIdentity } from "../model/container.ts";
import { containerOfSegment, podUidOf } from "./container-segment.ts";

export interface CgroupPlace {
  /** The innermost unit that a systemd manages; a slice only when there is nothing below it; null for none. */
  readonly unit: string | null;
  /** Whose systemd: the host's, that of a user of the host, or the one inside the container. */
  readonly manager: "system" | "user" | "container" | null;
  /** The outermost container, the one that this host runs. */
  readonly container: ContainerIdentity | null;
}

/** Longer paths are cut: PATH_MAX is the kernel's own limit. */
const MOST_PATH = 4096;
const MOST_LINES = 64;
const UNIT =
  /^[A-Za-z0-9:_.\\@-]{1,250}\.(?:service|scope|socket|mount|swap|automount|timer|path|target|device)$/;
const SLICE = /^[A-Za-z0-9:_.\\@-]{1,250}\.slice$/;
const USER_MANAGER = /^user@(\d{1,10})\.service$/;
const USER_SLICE = /^user-(\d{1,10})\.slice$/;

/**
 * The path of /proc/PID/cgroup that tells most. Version 2 and systemd's own version 1 hierarchy come first;
 * a controller's hierarchy is taken when it alone names a container. Null for an empty or foreign text.
 */
export function parseCgroupFile(text: string): string | null {
  const paths: string[][] = [[], [], []];
  for (const line of text.split("\n", MOST_LINES)) {
    const match = /^(\d{1,10}):([^:]*):(\/.*)$/s.exec(line);
    if (match === null) continue;
    const rank = match[1] === "0" && match[2] === "" ? 0 : match[2] === "name=systemd" ? 1 : 2;
    // The kernel adds this when the group of a process that ends is gone.
    paths[rank]?.push((match[3] ?? "").replace(/ \(deleted\)$/, "").slice(0, MOST_PATH));
  }
  const ranked = paths.flat().map((path) => ({ path, place: classifyCgroupPath(path) }));
  const best =
    ranked.find(({ place }) => place.container !== null) ??
    ranked.find(({ place }) => place.unit !== null && !place.unit.endsWith(".slice")) ??
    ranked.find(({ place }) => place.unit !== null) ??
    ranked.find(({ path }) => path !== "/") ??
    ranked[0];
  return best?.path ?? null;
}

/** What the path of a cgroup says. Never throws; linear in the path's length. */
export function classifyCgroupPath(path: string): CgroupPlace {
  const segments = path
    .slice(0, MOST_PATH)
    .split("/")
    // A process outside of the reader's cgroup namespace is shown with leading "..".
    .filter((segment) => segment !== "" && segment !== "." && segment !== "..");
  const found = findContainer(segments);
  const outside = unitOf(found === null ? segments : segments.slice(0, found.end));
  if (found === null) return { unit: outside.unit, manager: outside.manager, container: null };
  const container = { ...found.container, user: outside.user };
  const inside = unitOf(segments.slice(found.end + found.more));
  return inside.unit !== null && !inside.unit.endsWith(".slice")
    ? { unit: inside.unit, manager: "container", container }
    : { unit: outside.unit, manager: outside.manager, container };
}

interface FoundContainer {
  /** Index after the container's own segment, and how many more are part of it. */
  readonly end: number;
  readonly more: number;
  readonly container: Omit<ContainerIdentity, "user">;
}

function findContainer(segments: readonly string[]): FoundContainer | null {
  let podUid: string | null = null;
  for (const [at, segment] of segments.entries()) {
    podUid = podUidOf(segment) ?? podUid;
    const answer = containerOfSegment(segments, at);
    if (answer === "not-a-container") return null;
    if (answer === null) continue;
    const runtime = answer.runtime === "unknown" && podUid !== null ? "kubernetes" : answer.runtime;
    return { end: at + 1, more: answer.more, container: { id: answer.id, runtime, podUid } };
  }
  return null;
}

interface UnitOfPath {
  readonly unit: string | null;
  readonly manager: "system" | "user" | null;
  readonly user: number | null;
}

/** As systemd does it: slices, then the first unit; below a user's manager, once more. */
function unitOf(segments: readonly string[]): UnitOfPath {
  let slice: string | null = null;
  let user: number | null = null;
  for (const [at, raw] of segments.entries()) {
    // A name that would clash with one of the kernel's files is escaped by a leading underscore.
    const segment = raw.startsWith("_") ? raw.slice(1) : raw;
    if (SLICE.test(segment)) {
      slice = segment;
      user ??= uidOf(USER_SLICE.exec(segment));
      continue;
    }
    if (!UNIT.test(segment)) break;
    const owner = uidOf(USER_MANAGER.exec(segment));
    if (owner === null) return { unit: segment, manager: "system", user };
    const inner = unitBelow(segments.slice(at + 1));
    return inner === null
      ? { unit: segment, manager: "system", user: owner }
      : { unit: inner, manager: "user", user: owner };
  }
  return { unit: slice, manager: slice === null ? null : "system", user };
}

/** A unit of a user's manager; the manager itself runs in an `init.scope`, which says less than its own name. */
function unitBelow(segments: readonly string[]): string | null {
  const first = segments.find((segment) => !SLICE.test(segment));
  return first !== undefined && UNIT.test(first) && first !== "init.scope" ? first : null;
}

function uidOf(match: RegExpExecArray | null): number | null {
  return match === null ? null : Number(match[1]);
}
