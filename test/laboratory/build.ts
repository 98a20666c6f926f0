/** Compiles the laboratory's program. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";

const source = join(import.meta.dirname, "lab.c");
export const labProgram = join(root, ".cache", "lab");

/** Why there is no laboratory here; null when it is built. */
export function buildLab(): string | null {
  if (process.geteuid?.() !== 0) return "not root: the laboratory makes namespaces and devices";
  if (existsSync(labProgram) && statSync(labProgram).mtimeMs >= statSync(source).mtimeMs) return null;
  mkdirSync(join(root, ".cache"), { recursive: true });
  const { error, status, stderr } = spawnSync(
    "gcc",
    ["-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", labProgram, source],
    { encoding: "utf8" },
  );
  if (error) return "no C compiler";
  if (status !== 0) throw new Error(stderr);
  return null;
}
