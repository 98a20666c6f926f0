/** Adds the package of each owner's program. */
import { statSync } from "node:fs";
import type { Owner } from "../../model/listener.ts";
import { findPackages } from "../packages/index.ts";

/**
 * Whether the running program is the file that its path names here: not one of another mount namespace, where
 * the same path is another file. A deleted one is judged by its path, if its root is ours.
 */
function isOurFile(owner: Owner): boolean {
  try {
    const root = statSync(`/proc/${owner.pid}/root/`);
    const ours = statSync("/");
    const sameRoot = root.dev === ours.dev && root.ino === ours.ino;
    if (owner.executableDeleted) return sameRoot;
    const running = statSync(`/proc/${owner.pid}/exe`);
    const file = statSync(owner.executable ?? "");
    return running.dev === file.dev && running.ino === file.ino;
  } catch {
    return false;
  }
}

/** Asks once for each program; those of containers, and those that could not be read, stay unknown. */
export async function addPackages(
  owners: ReadonlyMap<number, Owner>,
  identities: ReadonlyMap<number, unknown>,
): Promise<Map<number, Owner>> {
  const ours = new Set<number>();
  const executables = new Set<string>();
  for (const [pid, owner] of owners) {
    if (owner.executable === null || identities.has(pid)) continue;
    if (owner.executableInMemory || isOurFile(owner)) {
      ours.add(pid);
      if (!owner.executableInMemory) executables.add(owner.executable);
    }
  }
  const packages = await findPackages([...executables]);
  return new Map(
    [...owners].map(([pid, owner]): [number, Owner] => {
      if (packages === null || !ours.has(pid)) return [pid, owner];
      const name = packages.get(owner.executable ?? "") ?? null;
      return [pid, { ...owner, package: name, packageStatus: name === null ? "unpackaged" : "packaged" }];
    }),
  );
}
