/** What /proc tells of one process. https://man7.org/linux/man-pages/man5/proc.5.html */
import { statSync } from "node:fs";
import type { ContainerIdentity } from "../../model/container.ts";
import type { Owner } from "../../model/listener.ts";
import { classifyCgroupPath, parseCgroupFile } from "../../text/cgroup-path.ts";
import { parsePasswd } from "../../text/passwd.ts";
import { parseProcStat } from "../../text/proc-stat.ts";
import { parseProcStatus } from "../../text/proc-status.ts";
import { readLink, readProcBytes, readProcText } from "./proc.ts";

/** USER_HZ, in which the kernel counts a process's start; 100 on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;
/** A longer command line is cut: it is shown to people, and it is the process's own to choose. */
const MAX_ARGUMENTS = 256;
const MAX_ARGUMENT_LENGTH = 4096;
const MAX_PARENTS = 32;
const MEMORY_FILE = "/memfd:";

/** A process as seen at one moment; the start tells it from a later one with the same PID. */
export interface ProcessRecord {
  readonly owner: Owner;
  /** What its cgroup tells of a container. */
  readonly identity: ContainerIdentity | null;
  /** Since boot, in seconds. */
  readonly startedAfterBoot: number;
}

/** Looks processes up, each part once. */
export interface ProcessReader {
  /** Null when the process is gone. */
  read(pid: number): ProcessRecord | null;
}

/** The program file as the kernel holds it, whatever the path says by now. */
function readExecutable(pid: number): Pick<Owner, "executable" | "executableDeleted" | "executableInMemory"> {
  const link = readLink(`/proc/${pid}/exe`);
  if (link === null) return { executable: null, executableDeleted: false, executableInMemory: false };
  let linked = true;
  try {
    linked = statSync(`/proc/${pid}/exe`).nlink > 0;
  } catch {
    // Gone meanwhile: what the link said stands.
  }
  // The kernel appends the mark; a file may also really end so.
  const executable = linked ? link : link.replace(/ \(deleted\)$/, "");
  return {
    executable,
    executableDeleted: !linked,
    executableInMemory: !linked && executable.startsWith(MEMORY_FILE),
  };
}

function readCommandLine(pid: number): string[] {
  const bytes = readProcBytes(`/proc/${pid}/cmdline`);
  if (bytes === null || bytes.length === 0) return [];
  const text = bytes.toString("utf8");
  return (text.endsWith("\0") ? text.slice(0, -1) : text)
    .split("\0", MAX_ARGUMENTS)
    .map((argument) => argument.slice(0, MAX_ARGUMENT_LENGTH));
}

/** Seconds since the epoch at which the machine started. */
function readBootTime(): number | null {
  const match = /^btime (\d+)$/m.exec(readProcText("/proc/stat") ?? "");
  return match === null ? null : Number(match[1]);
}

export function openProcessReader(): ProcessReader {
  const bootTime = readBootTime();
  const users = parsePasswd(readProcText("/etc/passwd") ?? "");
  const parents = new Map<number, { parent: number; name: string } | null>();

  const parentOf = (pid: number) => {
    let known = parents.get(pid);
    if (known === undefined) {
      const stat = parseProcStat(readProcText(`/proc/${pid}/stat`) ?? "");
      known = stat === null ? null : { parent: stat.parentPid, name: stat.name };
      parents.set(pid, known);
    }
    return known;
  };
  const parentsOf = (first: number): Owner["parents"] => {
    const chain: { pid: number; name: string }[] = [];
    for (let pid = first; pid > 0 && chain.length < MAX_PARENTS; ) {
      const process = parentOf(pid);
      if (process === null) break;
      chain.push({ pid, name: process.name });
      pid = process.parent;
    }
    return chain;
  };
  return {
    read(pid) {
      const stat = parseProcStat(readProcText(`/proc/${pid}/stat`) ?? "");
      if (stat === null) return null;
      const uid = parseProcStatus(readProcText(`/proc/${pid}/status`) ?? "").effectiveUid;
      const group = classifyCgroupPath(parseCgroupFile(readProcText(`/proc/${pid}/cgroup`) ?? "") ?? "/");
      const startedAfterBoot = stat.startTicks / TICKS_PER_SECOND;
      const owner: Owner = {
        pid,
        name: stat.name,
        ...readExecutable(pid),
        commandLine: readCommandLine(pid),
        user: uid === null ? null : (users.get(uid) ?? null),
        uid,
        startedAt: bootTime === null ? null : new Date((bootTime + startedAfterBoot) * 1000).toISOString(),
        parents: parentsOf(stat.parentPid),
        unit: group.unit,
        activates: null,
        package: null,
        packageStatus: "unknown",
        container: null,
        containerRole: null,
      };
      // All of it was read of one process, or of none.
      const after = parseProcStat(readProcText(`/proc/${pid}/stat`) ?? "");
      return after?.startTicks === stat.startTicks
        ? { owner, identity: group.container, startedAfterBoot }
        : null;
    },
  };
}
