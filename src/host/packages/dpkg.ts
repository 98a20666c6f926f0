/** Which Debian package has a file, by the lists that dpkg keeps: one file a package, one path a line (dpkg(1)). */
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import type { PackageSource } from "./index.ts";

const FOLDER = "/var/lib/dpkg/info";

/** Only there may packages put programs (Filesystem Hierarchy Standard; Debian Policy 9.1). */
const PACKAGED = /^\/(?:usr\/(?!local\/)|bin\/|sbin\/|lib\w*\/|opt\/|etc\/|var\/(?!tmp\/)|boot\/|srv\/)/;
/** Longer than the lists of the largest packages; what stands behind is not searched. */
const MAX_LIST = 16 * 1024 * 1024;

/** Since /bin became a link to /usr/bin, a package may list either path for the same file. */
function pathsOf(executable: string): string[] {
  return executable.startsWith("/usr/")
    ? [executable, executable.slice("/usr".length)]
    : [executable, `/usr${executable}`];
}

/** `libc6` of `libc6:amd64.list`. */
function packageOfList(file: string): string {
  return file.slice(0, -".list".length).replace(/:.*$/, "");
}

/** Reads one file after the other into the same memory: there may be thousands. */
function listReader(): (path: string) => Buffer | null {
  let buffer = Buffer.allocUnsafe(256 * 1024);
  return (path) => {
    let descriptor: number;
    try {
      descriptor = openSync(path, "r");
    } catch {
      return null;
    }
    try {
      let length = 0;
      for (;;) {
        const count = readSync(descriptor, buffer, length, buffer.length - length, null);
        length += count;
        if (count === 0) return buffer.subarray(0, length);
        if (length < buffer.length) continue;
        if (buffer.length >= MAX_LIST) return buffer;
        const larger = Buffer.allocUnsafe(buffer.length * 4);
        buffer.copy(larger);
        buffer = larger;
      }
    } catch {
      return null;
    } finally {
      closeSync(descriptor);
    }
  };
}

export const dpkgSource: PackageSource = {
  id: "dpkg",
  async find(executables) {
    let files: string[];
    try {
      files = readdirSync(FOLDER).filter((file) => file.endsWith(".list"));
    } catch {
      return null;
    }
    if (files.length === 0) return null;
    const wanted = executables
      .filter((path) => PACKAGED.test(path))
      .map((executable) => ({
        executable,
        lines: pathsOf(executable).map((path) => Buffer.from(`\n${path}\n`)),
      }));
    const found = new Map<string, string>();
    const readList = listReader();
    for (const file of wanted.length === 0 ? [] : files) {
      const list = readList(`${FOLDER}/${file}`);
      if (list === null) continue;
      for (const { executable, lines } of wanted) {
        if (!found.has(executable) && lines.some((line) => list.includes(line)))
          found.set(executable, packageOfList(file));
      }
      if (found.size === wanted.length) break;
    }
    return found;
  },
};
