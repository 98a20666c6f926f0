/**
 * /proc/PID/fdinfo/N of files that can hold other files: UNIX sockets (`scm_fds`) and rings (`UserFiles`).
 * https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html
 */

export interface Fdinfo {
  /** Descriptors that wait in a UNIX socket's queue. */
  readonly parkedDescriptors: number;
  /** Inodes of the sockets registered with a ring. */
  readonly ringSockets: readonly number[];
}

/** Never throws. */
export function parseFdinfo(text: string): Fdinfo {
  const parked = /^scm_fds:\s*(\d+)$/m.exec(text);
  // After the heading one line a file: its place and its name.
  const start = /^UserFiles:.*$/m.exec(text);
  const ringSockets: number[] = [];
  if (start !== null) {
    for (const line of text.slice(start.index + start[0].length + 1).split("\n")) {
      const entry = /^\s*\d+: (.*)$/.exec(line);
      if (entry === null) break;
      const socket = /^socket:\[(\d+)\]$/.exec(entry[1] ?? "");
      if (socket !== null) ringSockets.push(Number(socket[1]));
    }
  }
  return { parkedDescriptors: parked === null ? 0 : Number(parked[1]), ringSockets };
}
