// `npm test`: installs what the tests need, runs them all, and ends with `N passed, N failed, N skipped`.
// With `--node 24` the same under another Node. What else is given goes to vitest (a file's name, for example).
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, checkNode, installPackages, root } from "./install.mjs";
import { provideNode } from "./other-node.mjs";
import { provideTools } from "./test-needs.mjs";

const words = process.argv.slice(2);
const nodeAt = words.indexOf("--node");
const version = nodeAt < 0 ? null : words[nodeAt + 1];
const filters = nodeAt < 0 ? words : words.toSpliced(nodeAt, 2);

/** Runs vitest; gives its JSON report. */
function runTests(node, args, name) {
  const report = join(root, ".cache", `${name}.json`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  const vitest = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...args,
  ];
  const { status } = spawnSync(node, vitest, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PORTREEVE_NODE: node },
  });
  try {
    return { status, report: JSON.parse(readFileSync(report, "utf8")) };
  } catch {
    return { status: status ?? 1, report: null };
  }
}

checkNode();
installPackages();
buildProgram();
provideTools();

const runs = [];
if (version === null) {
  runs.push(runTests(process.execPath, filters, "test-report"));
  // The newest Node that we promise runs the unit tests and the command line too.
  const other = filters.length === 0 ? provideNode("24") : null;
  if (other !== null) runs.push(runTests(other, ["src", "test/cli"], "test-report-24"));
  else if (filters.length === 0) process.stderr.write("Node 24 could not be had: its run is skipped.\n");
} else {
  const other = provideNode(version);
  if (other === null) throw new Error(`Node ${version} could not be had`);
  runs.push(runTests(other, filters, `test-report-${version}`));
}

const count = { passed: 0, failed: 0, skipped: 0 };
for (const { status, report } of runs) {
  const tests = report?.testResults.flatMap((file) => file.assertionResults) ?? [];
  for (const test of tests) {
    if (test.status === "passed") count.passed++;
    else if (test.status === "failed") count.failed++;
    else {
      count.skipped++;
      // A skipped test has its reason in its name.
      process.stdout.write(`skipped: ${test.fullName}\n`);
    }
  }
  // A file that could not be loaded has no tests to count.
  const failedFiles =
    report === null
      ? 1
      : report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0)
          .length;
  count.failed += failedFiles;
  if (status !== 0 && count.failed === 0) count.failed = 1;
}
process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1;
