// Starts the load of load.c and takes it away again.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileC } from "./compile.mjs";
import { Skip } from "./needs.mjs";

/** What the kernel needs for a descriptor and for a process of the load, in KB: some 900 MB for 5,000 processes with 100 each, rounded up. */
const DESCRIPTOR_KB = 3;
const PROCESS_KB = 200;

/** Where the unified hierarchy of control groups is mounted; null where it is not. */
function groupRoot() {
  const line = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .find((item) => / - cgroup2 /.test(item));
  return line?.split(" ")[4] ?? null;
}

function requireMemory({ services, idle = 0, descriptors = 0 }) {
  const need = (services + idle) * PROCESS_KB + idle * descriptors * DESCRIPTOR_KB;
  const free = Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1]);
  if (!(free > need * 1.5))
    throw new Skip(`the load wants ${Math.ceil(need / 1024)} MB and half as much again free`);
}

/** `groups`: `each` service in a control group of its own, all in `one`, or null for none. */
function groupWords(groups) {
  if (groups === null) return [];
  const root = groupRoot();
  if (root === null) throw new Skip("no unified hierarchy of control groups is mounted");
  const folder = join(root, `portreeve-bench-${process.pid}`);
  return groups === "each" ? ["--cgroup-per-service", folder] : ["--cgroup", folder];
}

/**
 * Makes the load; numbers as load.c has them. Gives the PID whose network namespace it is in, the PIDs of the
 * services, and `stop`, which ends it and waits until all is gone.
 */
export async function startLoad({
  listeners,
  udp = 0,
  services,
  idle = 0,
  descriptors = 0,
  groups = null,
  namespaces = false,
}) {
  requireMemory({ services, idle, descriptors });
  const numbers = Object.entries({ listeners, udp, services, idle, descriptors });
  const words = [
    ...numbers.flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(namespaces ? ["--namespace-per-service"] : []),
    ...groupWords(groups),
  ];
  const child = spawn(compileC("load"), words, { stdio: ["pipe", "pipe", "inherit"] });
  const over = new Promise((resolve) => child.on("close", resolve));
  child.stdin.on("error", () => undefined);
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      if (text.endsWith("\n")) resolve(JSON.parse(text));
    });
    over.then((code) => reject(new Error(`the load ended with ${code}`)));
  });
  return {
    ...ready,
    async stop() {
      child.stdin.end();
      await over;
    },
  };
}
