// Compiles a C program of this folder into .cache/bench, once per change of its source.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { requirePrograms } from "./needs.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Where programs and outputs of the benchmarks lie. */
export const cache = join(here, "../.cache/bench");

/** The path of the program `name`.c compiled; throws with the compiler's words when that fails. */
export function compileC(name) {
  const source = join(here, `${name}.c`);
  const binary = join(cache, name);
  if (existsSync(binary) && statSync(binary).mtimeMs >= statSync(source).mtimeMs) return binary;
  requirePrograms("gcc");
  mkdirSync(cache, { recursive: true });
  const { status, stderr, error } = spawnSync(
    "gcc",
    ["-O2", "-Wall", "-Wextra", "-Werror", "-o", binary, source],
    { encoding: "utf8" },
  );
  if (error || status !== 0) throw new Error(`${name}.c cannot be compiled: ${error?.message ?? stderr}`);
  return binary;
}
