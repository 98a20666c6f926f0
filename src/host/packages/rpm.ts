/** Which RPM package has a file (rpm(8)). */
import { existsSync } from "node:fs";
import { runCommand } from "../exec.ts";
import type { PackageSource } from "./index.ts";

/** Where the data base stands, by age of the system. */
const DATABASES = ["/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"];
const MARK = "portreeve-package";

export const rpmSource: PackageSource = {
  id: "rpm",
  async find(executables) {
    if (
      !DATABASES.some(
        (path) =>
          existsSync(`${path}/rpmdb.sqlite`) ||
          existsSync(`${path}/Packages`) ||
          existsSync(`${path}/Packages.db`),
      )
    )
      return null;
    const found = new Map<string, string>();
    for (const executable of executables) {
      const { status, stdout, problem } = await runCommand("rpm", [
        "-qf",
        "--queryformat",
        `${MARK} %{NAME}\\n`,
        "--",
        executable,
      ]);
      if (problem === "missing") return null;
      const name = new RegExp(`^${MARK} (\\S+)$`, "m").exec(stdout)?.[1];
      if (status === 0 && name !== undefined) found.set(executable, name);
    }
    return found;
  },
};
