/** /proc/PID/status; https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */

export interface ProcStatus {
  readonly effectiveUid: number | null;
}

/** The name on the first line cannot forge another line: the kernel escapes a newline there. */
export function parseProcStatus(text: string): ProcStatus {
  const match = /^Uid:\t\d+\t(\d+)\t/m.exec(text);
  return { effectiveUid: match === null ? null : Number(match[1]) };
}
