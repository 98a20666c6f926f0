/** The program's entry: answers --version at once, and loads the rest only when it is needed. */
import { VERSION } from "../app/version.ts";

const words = process.argv.slice(2);

// A reader that has seen enough (head, a closed pager) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

if (words.length === 1 && words[0] === "--version") process.stdout.write(`${VERSION}\n`);
else {
  const { runCli } = await import("./run-cli.ts");
  process.exitCode = await runCli(words, VERSION);
}
