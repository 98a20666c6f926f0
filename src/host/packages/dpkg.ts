/** Which Debian package has a file, by the lists that dpkg keeps: one file a package, one path a line (dpkg(1)). */
import { readdirSync, readFileSync } from "node:fs";
import type { PackageSource } from "./index.ts";

const FOLDER = "/var/lib/dpkg/info";

/** No Debian package may put a file there (Filesystem Hierarchy Standard; Debian Policy 9.1.2). */
const LOCAL = /^\/(?:usr\/local|home|root|tmp|var\/tmp|dev|srv|run|proc)\//;

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
      .filter((path) => !LOCAL.test(path))
      .map((executable) => ({
        executable,
        lines: pathsOf(executable).map((path) => Buffer.from(`\n${path}\n`)),
      }));
    const found = new Map<string, string>();
    for (const file of wanted.length === 0 ? [] : files) {
      let list: Buffer;
      try {
        list = readFileSync(`${FOLDER}/${file}`);
      } catch {
        continue;
      }
      for (const { executable, lines } of wanted) {
        if (!found.has(executable) && lines.some((line) => list.includes(line)))
          found.set(executable, packageOfList(file));
      }
      if (found.size === wanted.length) break;
    }
    return found;
  },
};
