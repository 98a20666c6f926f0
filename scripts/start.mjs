// `npm start`: installs and builds where needed, then audits this machine, or runs the command given after --.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { buildProgram, checkNode, installPackages, root } from "./install.mjs";

checkNode();
installPackages();
buildProgram();
const words = process.argv.slice(2);
const child = spawn(
  process.execPath,
  [join(root, "bin/portreeve"), ...(words.length === 0 ? ["audit"] : words)],
  { stdio: "inherit" },
);
// The terminal sends Ctrl-C to both; the child decides.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
