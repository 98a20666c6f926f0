/** /proc/PID/stat; https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */

export interface ProcStat {
  readonly pid: number;
  /** As the process chose it: may hold parentheses, spaces and newlines. */
  readonly name: string;
  /** `Z` for a process whose main thread has ended. */
  readonly state: string;
  readonly parentPid: number;
  /** Start after boot, in ticks of USER_HZ. */
  readonly startTicks: number;
}

/** Null for a text of another form. The name ends at the last parenthesis, since it may hold any other. */
export function parseProcStat(text: string): ProcStat | null {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) return null;
  // From here on field 3, the state, is the first.
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(" ");
  const pid = Number(text.slice(0, open));
  const parentPid = Number(fields[1]);
  const startTicks = Number(fields[19]);
  if (![pid, parentPid, startTicks].every(Number.isSafeInteger)) return null;
  return { pid, name: text.slice(open + 1, close), state: fields[0] ?? "", parentPid, startTicks };
}
