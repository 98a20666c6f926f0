/** The program's entry: answers --version at once, and loads the rest only when it is needed. */
import { VERSION } from "../app/version.ts";

const words = process.argv.slice(2);

process.stdout.on("error", async (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (head, a closed pager) is no error, and does not change the exit code.
  if (error.code === "EPIPE") return;
  const { reportOutputError } = await import("./report-error.ts");
  process.exit(reportOutputError(error, words));
});
// There is nowhere left to say that.
process.stderr.on("error", () => undefined);

if (words.length === 1 && (words[0] === "--version" || words[0] === "-V"))
  process.stdout.write(`${VERSION}\n`);
else {
  const { runCli } = await import("./run-cli.ts");
  process.exitCode = await runCli(words, VERSION);
}
