// `npm run prove [NAME…]`: the full counts of the tests and the benchmarks beside the peers, into docs/benchmarks.md.
// With names, only those are run again and their figures replaced. What this machine cannot run keeps its old figure
// and is skipped with the reason. Ends with 1 when something failed or a bar was not met.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { BENCHMARKS } from "../bench/cases/index.mjs";
import { Skip } from "../bench/needs.mjs";
import { formatPage } from "../bench/page.mjs";
import { buildProgram, checkNode, installPackages, root } from "./install.mjs";
import { provideTools } from "./test-needs.mjs";

const FIGURES = join(root, "docs/benchmarks.json");
const PAGE = join(root, "docs/benchmarks.md");
const TABLE = join(root, ".cache/laboratory.md");
const NAMES = ["tests", ...BENCHMARKS.map((item) => item.id)];

const say = (text) => process.stderr.write(`${text}\n`);

/** The commit that is measured; `+` when files other than the figures differ from it. */
function describeCommit() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--", ".", ":!docs/benchmarks.*") !== "";
    return `${git("rev-parse", "--short", "HEAD")}${changed ? "+" : ""}`;
  } catch {
    return "no commit";
  }
}

function runTests() {
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
  return {
    summary: `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`,
    counted: counted.map((test) => `${test.status}: ${test.title}`),
    laboratory: existsSync(TABLE) ? readFileSync(TABLE, "utf8") : figures.tests?.laboratory,
    isMet: numFailedTests === 0,
  };
}

async function runBenchmark({ what, bar, ceiling, run }) {
  const result = await run();
  const isMet = ceiling === undefined ? result.ratio >= bar : result.ratio <= ceiling;
  const range = `${result.least.toFixed(2)}–${result.most.toFixed(2)}`;
  say(`  ${result.ratio.toFixed(2)} (${range})${isMet ? "" : "  NOT MET"}`);
  return { what, bar, ceiling, ...result, isMet };
}

/** What was measured before it was interrupted stays. */
function note(name, figure) {
  figures[name] = { ...figure, command: `npm run prove ${name}`, commit, machine };
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  writeFileSync(PAGE, formatPage(figures, NAMES.slice(1)));
}

checkNode();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  say(
    `portreeve: There is no benchmark ${unknown.join(", ")}. The names are ${NAMES.join(", ")}. TRY npm run prove ${NAMES[1]}.`,
  );
  process.exit(3);
}
installPackages();
buildProgram();
provideTools();

const figures = existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, "utf8")) : {};
const commit = describeCommit();
const machine = `Linux ${release().split("-")[0]}, Node ${process.versions.node}, ${cpus().length} cores`;
for (const name of NAMES.filter((item) => names.length === 0 || names.includes(item))) {
  say(`${name} …`);
  try {
    const benchmark = BENCHMARKS.find((item) => item.id === name);
    const figure = benchmark === undefined ? runTests() : await runBenchmark(benchmark);
    note(name, figure);
    if (!figure.isMet) process.exitCode = 1;
  } catch (error) {
    const isSkip = error instanceof Skip;
    say(`  ${isSkip ? "skipped" : "could not be measured"}: ${error.message}`);
    if (!isSkip) process.exitCode = 1;
  }
}
