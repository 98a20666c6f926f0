// Another Node for the tests, from npm's package of its binary; no install script is run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { root } from "./install.mjs";

/** The versions that `npm test` runs under, so that a run can be repeated; of another major the newest is taken. */
const PINNED = { 24: "24.21.0" };

/** The path of a Node of the major version given; null where it cannot be had. */
export function provideNode(major) {
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  const name = `node-${platform()}-${arch()}`;
  const version = PINNED[major] ?? major;
  const folder = join(root, ".cache", `node-${version}`);
  const binary = join(folder, "node_modules", name, "bin/node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync(
    "npm",
    [
      "install",
      "--prefix",
      folder,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--no-save",
      "--loglevel=error",
      `${name}@${version}`,
    ],
    { cwd: folder, stdio: ["ignore", "ignore", 2] },
  );
  return status === 0 && existsSync(binary) ? binary : null;
}
