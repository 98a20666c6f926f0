/** Control groups (v2): the path of one by the id that a socket carries, which is its inode, and its processes. */
import { readdirSync, statSync } from "node:fs";
import { parseMountinfo } from "../../text/mountinfo.ts";
import { readProcText } from "./proc.ts";

/** More groups than this are not looked through; the rest keep their numbers. */
const MAX_GROUPS = 20_000;

/** A function from id to path (`/system.slice/ssh.service`), else the decimal id. The tree is read at first use. */
export function cgroupNamer(): (id: bigint) => string {
  let names: Map<bigint, string> | null = null;
  return (id) => {
    names ??= readGroups();
    return names.get(id) ?? String(id);
  };
}

function mountPoint(): string | null {
  const mounts = parseMountinfo(readProcText("/proc/thread-self/mountinfo") ?? "");
  return mounts.find((item) => item.type === "cgroup2")?.mountPoint ?? null;
}

/** The processes in any of the groups, by their paths; null when one cannot be read. */
export function readGroupMembers(paths: Iterable<string>): number[] | null {
  const mount = mountPoint();
  const members = new Set<number>();
  for (const path of paths) {
    const text = mount === null ? null : readProcText(`${mount}${path}/cgroup.procs`);
    if (text === null) return null;
    for (const pid of text.split("\n")) if (pid !== "") members.add(Number(pid));
  }
  return [...members];
}

function readGroups(): Map<bigint, string> {
  const names = new Map<bigint, string>();
  const mount = mountPoint();
  if (mount === null) return names;
  const pending = [""];
  for (let path = pending.pop(); path !== undefined && names.size < MAX_GROUPS; path = pending.pop()) {
    try {
      const folder = `${mount}${path}`;
      names.set(statSync(folder, { bigint: true }).ino, path === "" ? "/" : path);
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory()) pending.push(`${path}/${entry.name}`);
      }
    } catch {
      // The group went away while we looked.
    }
  }
  return names;
}
