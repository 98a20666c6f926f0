// Starts the load of load.c and takes it away again, with its control groups.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "../.cache");

export function compileC(name) {
  const source = join(here, `${name}.c`);
  const binary = join(cache, `bench-${name}`);
  if (existsSync(binary) && statSync(binary).mtimeMs >= statSync(source).mtimeMs) return binary;
  mkdirSync(cache, { recursive: true });
  const { status, stderr, error } = spawnSync(
    "gcc",
    ["-O2", "-Wall", "-Wextra", "-Werror", "-o", binary, source],
    { encoding: "utf8" },
  );
  if (error || status !== 0) throw new Error(`${name}.c cannot be compiled: ${stderr ?? error.message}`);
  return binary;
}

/** Where the unified hierarchy of control groups is mounted; null where it is not. */
function groupRoot() {
  const line = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .find((item) => / - cgroup2 /.test(item));
  return line?.split(" ")[4] ?? null;
}

/**
 * Makes the load; `stop` ends it and waits until all its processes are gone. `groups`: `each` service in a control
 * group of its own, or all in `one`.
 */
export async function startLoad({ services, tcp, udp, idle, descriptors, groups }) {
  const root = groupRoot();
  if (groups === "each" && root === null) throw new Error("no unified control groups here");
  const folder = groups === "each" ? join(root, `portreeve-bench-${process.pid}`) : "-";
  if (groups === "each") mkdirSync(folder);
  const child = spawn(compileC("load"), [services, tcp, udp, idle, descriptors, folder].map(String), {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const pid = await new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => resolve(Number(String(chunk))));
    child.on("exit", (code) => reject(new Error(`the load ended with ${code}`)));
  });
  return {
    pid,
    async stop() {
      child.stdin.end();
      await new Promise((resolve) => child.on("exit", resolve));
      if (groups !== "each") return;
      // The kernel takes processes away a moment after they were killed.
      for (let tries = 0; tries < 500; tries++) {
        try {
          for (const name of readdirSync(folder))
            if (name.startsWith("service-")) rmdirSync(join(folder, name));
          rmdirSync(folder);
          return;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    },
  };
}
