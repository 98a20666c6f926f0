// `npm run check`: formatting, lint, types, dead code and unit tests, side by side. Under a minute.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkNode, installPackages, root } from "./install.mjs";

const CHECKS = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", "ci", "."],
  ["types", "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
  ["dead code", "node_modules/knip/bin/knip.js"],
  ["unit tests", "node_modules/vitest/vitest.mjs", "run", "--project", "unit"],
];

function runCheck([name, program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, program), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => resolve({ name, passed: code === 0, output }));
  });
}

checkNode();
installPackages();
const results = await Promise.all(CHECKS.map(runCheck));
for (const { name, passed, output } of results) {
  process.stdout.write(`${passed ? "ok    " : "FAILED"} ${name}\n${passed ? "" : output}`);
}
process.exitCode = results.every((result) => result.passed) ? 0 : 1;
