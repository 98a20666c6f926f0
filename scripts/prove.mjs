// `npm run prove [NAME…]`: the full counts of the tests and the benchmarks beside the peers, into docs/benchmarks.md.
// Needs root on Debian. With names, only those benchmarks are run again; their lines are replaced.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { BENCHMARKS } from "../bench/cases/index.mjs";
import { buildProgram, checkNode, installPackages, root } from "./install.mjs";
import { provideTools } from "./test-needs.mjs";

const FIGURES = join(root, "docs/benchmarks.json");
const PAGE = join(root, "docs/benchmarks.md");
const TABLE = join(root, ".cache/laboratory.md");

checkNode();
installPackages();
buildProgram();
provideTools();
if (process.geteuid?.() !== 0) {
  process.stderr.write(
    "portreeve: The proof cannot be run. Its loads need root: namespaces, control groups, other users' processes. TRY sudo npm run prove.\n",
  );
  process.exit(1);
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => name !== "tests" && !BENCHMARKS.some((item) => item.id === name));
if (unknown.length > 0) {
  process.stderr.write(
    `portreeve: There is no benchmark ${unknown.join(", ")}. The names are tests, ${BENCHMARKS.map((item) => item.id).join(", ")}. TRY npm run prove ${BENCHMARKS[0].id}.\n`,
  );
  process.exit(3);
}
const wants = (name) => names.length === 0 || names.includes(name);
const figures = existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, "utf8")) : {};
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
const machine = `Linux ${release().split("-")[0]}, Node ${process.versions.node}, ${cpus().length} cores`;
let failed = false;

if (wants("tests")) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const report = join(root, ".cache/prove-report.json");
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PORTREEVE_PROVE: "1", PORTREEVE_PROVE_OUT: TABLE },
  });
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  const counted = testResults
    .flatMap((file) => file.assertionResults)
    .filter(
      (test) => /\d[\d,]* (?:of them|random|of a real)/.test(test.title) || /in \d+ random/.test(test.title),
    );
  figures.tests = {
    summary: `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`,
    counted: counted.map((test) => `${test.status}: ${test.title}`),
    laboratory: existsSync(TABLE) ? readFileSync(TABLE, "utf8") : figures.tests?.laboratory,
    command: "npm run prove tests",
    commit,
    machine,
  };
  failed ||= numFailedTests > 0;
}
for (const benchmark of BENCHMARKS.filter((item) => wants(item.id))) {
  process.stderr.write(`${benchmark.id} …\n`);
  const before = { ...process.env };
  Object.assign(process.env, benchmark.env);
  try {
    const { ratio, least, most, ownWall, peerWall, ownCpu, peerCpu, notes } = await benchmark.run();
    const isMet = benchmark.ceiling === undefined ? ratio >= benchmark.bar : ratio <= benchmark.ceiling;
    figures[benchmark.id] = {
      what: benchmark.what,
      bar: benchmark.bar,
      ceiling: benchmark.ceiling,
      ratio,
      least,
      most,
      ownWall,
      peerWall,
      ownCpu,
      peerCpu,
      notes,
      isMet,
      command: `npm run prove ${benchmark.id}`,
      commit,
      machine,
    };
    process.stderr.write(
      `  ${ratio.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})${isMet ? "" : "  NOT MET"}\n`,
    );
  } catch (error) {
    failed = true;
    process.stderr.write(`  could not be measured: ${error.message}\n`);
  }
  process.env = before;
}
writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
writeFileSync(PAGE, formatPage());
process.exitCode = failed ? 1 : 0;

function formatPage() {
  const lines = [
    "<!-- Written by scripts/prove.mjs from docs/benchmarks.json; do not edit. -->",
    "# Benchmarks and counts",
    "",
    "Each figure is the median of the ratios of pairs that were run in turn on the same machine, with the least and the most in brackets: these machines are shared and noisy, so single times say little. `npm run prove` runs all, `npm run prove NAME` one.",
    "",
    "| name | what | bar | figure | own / peer wall ms | own / peer CPU ms | commit | machine |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const { id } of BENCHMARKS) {
    const f = figures[id];
    if (f === undefined) continue;
    const bar = f.ceiling === undefined ? `at least ${f.bar}×` : `at most ${f.ceiling}×`;
    const notes = f.notes.length === 0 ? "" : ` (${f.notes.join("; ")})`;
    lines.push(
      `| ${id} | ${f.what}${notes} | ${bar} | **${f.ratio.toFixed(2)}×** (${f.least.toFixed(2)}–${f.most.toFixed(2)})${f.isMet ? "" : ", not met"} | ${Math.round(f.ownWall)} / ${Math.round(f.peerWall)} | ${Math.round(f.ownCpu)} / ${Math.round(f.peerCpu)} | ${f.commit} | ${f.machine} |`,
    );
  }
  const { tests } = figures;
  if (tests !== undefined) {
    lines.push(
      "",
      "## Full counts",
      "",
      `${tests.summary} (\`${tests.command}\`, commit ${tests.commit}, ${tests.machine}).`,
      "",
      ...tests.counted.map((line) => `- ${line}`),
    );
    if (tests.laboratory)
      lines.push(
        "",
        "## The socket laboratory",
        "",
        "What each tool shows of each case, all cases standing at once; `test/laboratory` makes them.",
        "",
        tests.laboratory.trimEnd(),
      );
  }
  return `${lines.join("\n")}\n`;
}
