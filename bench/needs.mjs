// What a benchmark needs of the machine; where it is not to be had, the benchmark is skipped with the reason.
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Why a benchmark cannot be run here: the machine lacks something, nothing is broken. */
export class Skip extends Error {}

export function requireRoot() {
  if (process.geteuid?.() !== 0)
    throw new Skip("needs root, for network namespaces and the processes of others: sudo npm run prove");
}

export function requirePrograms(...names) {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  const isThere = (name) =>
    folders.some((folder) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  const missing = names.filter((name) => !isThere(name));
  if (missing.length > 0) throw new Skip(`needs ${missing.join(", ")}`);
}
