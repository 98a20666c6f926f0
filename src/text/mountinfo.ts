/** /proc/PID/mountinfo; https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */

export interface Mount {
  /** Path inside the mounted file system: `net:[4026531833]` for a bound namespace. */
  readonly root: string;
  readonly mountPoint: string;
  /** `nsfs`, `cgroup2`, `proc`, … */
  readonly type: string;
  readonly superOptions: string;
}

/** Space, tab, newline and backslash stand as octal numbers. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** One mount a line, in order; a line of another form is left out. Never throws. */
export function parseMountinfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split("\n")) {
    const fields = line.split(" ");
    // Optional fields end with a single hyphen.
    const separator = fields.indexOf("-", 6);
    const [root, mountPoint, type] = [fields[3], fields[4], fields[separator + 1]];
    if (separator < 0 || root === undefined || mountPoint === undefined || type === undefined) continue;
    mounts.push({
      root: unescapeOctal(root),
      mountPoint: unescapeOctal(mountPoint),
      type,
      superOptions: fields[separator + 3] ?? "",
    });
  }
  return mounts;
}
