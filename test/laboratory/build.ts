/** Compiles the laboratory's program. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";

export const labProgram = join(root, ".cache", "lab");

/** Why there is no laboratory here; null when it is built. */
export function buildLab(): string | null {
  if (process.geteuid?.() !== 0) return "not root: the laboratory makes namespaces and devices";
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => join(import.meta.dirname, name));
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(labProgram) && statSync(labProgram).mtimeMs >= newest) return null;
  mkdirSync(join(root, ".cache"), { recursive: true });
  const units = sources.filter((path) => path.endsWith(".c"));
  const { error, status, stderr } = spawnSync(
    "gcc",
    ["-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", labProgram, ...units],
    { encoding: "utf8" },
  );
  if (error) return "no C compiler";
  if (status !== 0) throw new Error(stderr);
  return null;
}
