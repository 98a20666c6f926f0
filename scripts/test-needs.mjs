// What the tests need of a Debian machine: command-line tools whose packages start nothing. Anything else is left
// to the tests, which skip with a reason.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** A program, and the package that has it. */
const TOOLS = {
  gcc: "gcc libc6-dev",
  ss: "iproute2",
  ip: "iproute2",
  lsof: "lsof",
  netstat: "net-tools",
  unshare: "util-linux",
  setpriv: "util-linux",
};

function hasProgram(name) {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Installs what is missing, as root on Debian; tells what stays missing. */
export function provideTools() {
  const missing = Object.keys(TOOLS).filter((name) => !hasProgram(name));
  if (missing.length === 0) return;
  if (process.geteuid?.() === 0 && hasProgram("apt-get")) {
    const packages = [...new Set(missing.flatMap((name) => TOOLS[name].split(" ")))];
    process.stderr.write(`Installing for the tests: ${packages.join(" ")} …\n`);
    const run = (args) =>
      spawnSync("apt-get", args, {
        stdio: ["ignore", "ignore", 2],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    run(["update", "-qq"]);
    run(["install", "-y", "-qq", "--no-install-recommends", ...packages]);
  }
  const still = missing.filter((name) => !hasProgram(name));
  if (still.length > 0)
    process.stderr.write(`Not to be had here: ${still.join(", ")}. Tests that need them are skipped.\n`);
}
