// Gets a clone ready to run: packages by the lock file, and the build. Runs with nothing installed yet.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a program in the repository, its output on stderr; throws when it fails. */
export function runOrThrow(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}`);
}

/** Of a folder and all in it: its own time changes when something in it is removed. */
function newestTime(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestTime(join(path, name))));
}

/** npm writes this file at the end of each install. */
function packagesAreFresh() {
  const mark = join(root, "node_modules/.package-lock.json");
  return existsSync(mark) && statSync(mark).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

export function installPackages() {
  if (packagesAreFresh()) return;
  process.stderr.write("Installing packages …\n");
  runOrThrow("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

export function buildProgram() {
  const built = join(root, "dist/types/index.d.ts");
  const newest = Math.max(
    ...["src", "package.json", "scripts/build.mjs", "tsconfig.json", "tsconfig.types.json"].map((path) =>
      newestTime(join(root, path)),
    ),
  );
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  process.stderr.write("Building …\n");
  runOrThrow(process.execPath, [join(root, "scripts/build.mjs")]);
}

/** Stops with a clear message on a Node that is too old. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const floor = engines.node.replace(">=", "").split(".").map(Number);
  const own = process.versions.node.split(".").map(Number);
  if (own[0] > floor[0] || (own[0] === floor[0] && own[1] >= floor[1])) return;
  process.stderr.write(
    `portreeve: Node ${process.versions.node} is too old. It needs ${engines.node}. TRY apt install nodejs, or nodejs.org.\n`,
  );
  process.exit(1);
}
