/** Finds the command that the words call, runs it, and turns every failure into a message and an exit code. */
import { CommanderError } from "commander";
import { PortreeveError } from "../model/error.ts";
import type { Command, Invocation } from "./command.ts";
import { createParser } from "./command-parser.ts";
import { EXIT } from "./exit-code.ts";
import { type OutputOptions, openOutput } from "./output.ts";
import { formatOverview } from "./overview.ts";
import { COMMANDS } from "./registry.ts";
import { errorFormOf, reportError } from "./report-error.ts";
import { splitWords } from "./split-words.ts";
import { asUsageError, missingCommand, unknownCommand } from "./usage-error.ts";

function findCommand(name: string): Command {
  const command = COMMANDS.find((item) => item.name === name);
  if (command === undefined) throw unknownCommand(name, COMMANDS);
  return command;
}

/** Rejects at Ctrl-C, and tells the command to stop; a second Ctrl-C ends the program at once, as the system has it. */
function watchInterrupt(stop: AbortController): Promise<never> {
  return new Promise((_, reject) => {
    process.once("SIGINT", () => {
      stop.abort();
      reject(new PortreeveError("interrupted", "Interrupted", "It was asked to stop"));
    });
  });
}

async function runCommand(command: Command, words: readonly string[], version: string): Promise<number> {
  const parser = createParser(command, version);
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for and have been printed.
    if (error.exitCode === 0) return EXIT.done;
    throw asUsageError(error, command, words);
  }
  const options = parser.opts<Invocation["options"]>();
  const stop = new AbortController();
  const invocation: Invocation = {
    words: parser.args,
    options,
    output: openOutput(options as OutputOptions, command),
    commands: COMMANDS,
    signal: stop.signal,
  };
  return Promise.race([command.run(invocation), watchInterrupt(stop)]);
}

async function runWords(words: readonly string[], version: string): Promise<number> {
  const { command, rest } = splitWords(words);
  const isHelp = rest.some((word) => word === "--help" || word === "-h");
  if (command === null) {
    const isVersion = rest.some((word) => word === "--version" || word === "-V");
    if (rest.length > 0 && !isHelp && !isVersion) throw missingCommand(rest);
    process.stdout.write(isVersion && !isHelp ? `${version}\n` : formatOverview(COMMANDS));
    return EXIT.done;
  }
  if (command !== "help") return runCommand(findCommand(command), rest, version);
  const topic = splitWords(rest).command;
  if (topic === null || topic === "help") {
    process.stdout.write(formatOverview(COMMANDS));
    return EXIT.done;
  }
  return runCommand(findCommand(topic), ["--help"], version);
}

/** `words` are those after the program's name. Never rejects; the result is the exit code. */
export async function runCli(words: readonly string[], version: string): Promise<number> {
  try {
    return await runWords(words, version);
  } catch (error) {
    const code = reportError(error, errorFormOf(words));
    // What was interrupted may still wait for something.
    if (code === EXIT.interrupted) process.exit(code);
    return code;
  }
}
