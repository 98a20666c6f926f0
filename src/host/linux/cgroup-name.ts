/** The path of a cgroup (v2) by the id that a socket carries: its inode in the cgroup file system. */
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

function readGroups(): Map<bigint, string> {
  const names = new Map<bigint, string>();
  const mount = parseMountinfo(readProcText("/proc/thread-self/mountinfo") ?? "").find(
    (item) => item.type === "cgroup2",
  );
  if (mount === undefined) return names;
  const pending = [""];
  for (let path = pending.pop(); path !== undefined && names.size < MAX_GROUPS; path = pending.pop()) {
    try {
      const folder = `${mount.mountPoint}${path}`;
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
