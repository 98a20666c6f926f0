/**
 * A world for real container runtimes: own mount, network, PID, IPC, UTS and cgroup namespaces, in which Debian's
 * packages look installed. Nothing in it reaches the host, and all of it ends with its first process.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

export interface World {
  /** The first process, as the host counts. */
  readonly pid: number;
  /** Prefix of this world's paths for the host. */
  readonly root: string;
  /** Runs a program in the world; its standard output. Fails with what it wrote to the other one. */
  run(command: readonly string[], input?: string): Promise<string>;
  /** Starts a program in the world. */
  start(command: readonly string[]): ChildProcess;
  /** Runs the program until it succeeds, for what becomes ready by and by; fails when `alive` ended. */
  until(command: readonly string[], alive: ChildProcess): Promise<string>;
  /** The PID (as the host counts) of the program with this command line, as soon as it runs; fails when `alive` ended. */
  find(commandLine: string, alive: ChildProcess): Promise<number>;
  /** The PID of one of this world's processes, as the host counts. */
  hostPid(pid: number): number;
  close(): Promise<void>;
}

/** Where version 2 of the cgroups is mounted on this host; null for nowhere. */
function unifiedMount(): string | null {
  const line = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .find((item) => item.split(" ")[2] === "cgroup2");
  return line?.split(" ")[1] ?? null;
}

/** Why no world can be made here; null when one can. */
export function whyNoWorld(): string | null {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root";
  if (unifiedMount() === null) return "needs cgroups of version 2";
  return null;
}

export async function makeWorld(tree: string): Promise<World> {
  const group = join(
    unifiedMount() ?? "",
    `portreeve-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`,
  );
  mkdirSync(group);
  const scratch = mkdtempSync(join(tmpdir(), "portreeve-world-"));
  const join_ = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
  const unshare = ["unshare", "-m", "-n", "-p", "-i", "-u", "-C", "--fork", "--kill-child", "--mount-proc"];
  const script = join(import.meta.dirname, "world.sh");
  const init = spawn("sh", ["-c", join_, group, ...unshare, "bash", script, tree, scratch], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => init.on("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let errors = "";
    init.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    init.stdout.on("data", () => resolve());
    init.on("exit", () => reject(new Error(`no world: ${errors}`)));
  });
  const pid = Number(readFileSync(`/proc/${init.pid}/task/${init.pid}/children`, "utf8"));
  const enter = (command: readonly string[]): [string, string[]] => [
    "sh",
    ["-c", join_, group, "nsenter", "-t", `${pid}`, "-m", "-n", "-p", "-i", "-u", "-C", "--", ...command],
  ];
  /** This world's processes, as the host counts. */
  const own = (): readonly string[] =>
    readdirSync("/proc").filter(
      (name) => /^\d+$/.test(name) && attempt(`/proc/${name}/cgroup`).includes(basename(group)),
    );
  const world: World = {
    pid,
    root: `/proc/${pid}/root`,
    run: (command, input = "") =>
      new Promise((resolve, reject) => {
        const child = execFile(
          ...enter(command),
          { maxBuffer: 64 * 1024 * 1024 },
          (error, stdout, stderr) => {
            if (error === null) resolve(stdout);
            else reject(new Error(`${command.join(" ")}: ${stderr || stdout || error.message}`));
          },
        );
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(input);
      }),
    start(command) {
      return spawn(...enter(command), { stdio: ["ignore", "ignore", "ignore"] });
    },
    async until(command, alive) {
      for (;;) {
        const output = await world.run(command).catch((error: Error) => error);
        if (typeof output === "string") return output;
        if (alive.exitCode !== null) throw output;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async find(commandLine, alive) {
      const wanted = `${commandLine.replaceAll(" ", "\0")}\0`;
      for (;;) {
        const found = own().find((name) => attempt(`/proc/${name}/cmdline`) === wanted);
        if (found !== undefined) return Number(found);
        if (alive.exitCode !== null)
          throw new Error(`${alive.spawnargs.join(" ")} ended with ${alive.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    // Both PIDs stand in NSpid, the host's first.
    hostPid: (inner) =>
      Number(
        own().find(
          (name) => /^NSpid:\s+\d+\s+(\d+)/m.exec(attempt(`/proc/${name}/status`))?.[1] === `${inner}`,
        ),
      ),
    async close() {
      init.kill("SIGKILL");
      await ended;
      await removeGroups(group);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
  return world;
}

function attempt(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Groups can be removed when the kernel has let go of their last process. */
async function removeGroups(group: string): Promise<void> {
  const all = readdirSync(group, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((one, other) => other.length - one.length);
  for (const folder of [...all, group]) {
    for (;;) {
      try {
        rmdirSync(folder);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }
}
