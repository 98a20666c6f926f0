/** Builds the parser from the records, runs the command, and turns every failure into a message and an exit code. */
import { Argument, CommanderError, Option, Command as Parser } from "commander";
import { PortreeveError } from "../model/error.ts";
import type { ArgumentSpec, Command, Invocation, OptionSpec } from "./command.ts";
import { EXIT } from "./exit-code.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { type OutputOptions, openOutput } from "./output.ts";
import { COMMANDS } from "./registry.ts";
import { reportError } from "./report-error.ts";

function toOption(spec: OptionSpec): Option {
  const option = new Option(
    spec.value === undefined ? spec.flags : `${spec.flags} <${spec.value}>`,
    spec.summary,
  );
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.fallback !== undefined) option.default(spec.fallback);
  if (spec.repeatable === true)
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function toArgument({ name, summary, required, variadic }: ArgumentSpec): Argument {
  const shown = variadic === true ? `${name}...` : name;
  return new Argument(required ? `<${shown}>` : `[${shown}]`, summary);
}

/** Formats and examples, under the options. */
function helpTail({ formats, examples, needs }: Command): string {
  const parts = [
    ...(formats.length === 0
      ? []
      : ["", "Forms (-o):", ...formats.map((format) => `  ${format.id.padEnd(12)}${format.summary}`)]),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example.line}\n      ${example.what}`),
    "",
    `Needs: ${needs}.`,
  ];
  return parts.join("\n");
}

/** What commander says of wrong input, in our form. */
function asUsageError(error: CommanderError, command: string | undefined): PortreeveError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const near = /\(Did you mean (?:one of )?(.+?)\??\)/.exec(rest.join(" "))?.[1]?.split(", ")[0];
  const what = first.charAt(0).toUpperCase() + first.slice(1);
  const prefix = command === undefined ? "portreeve" : `portreeve ${command}`;
  return new PortreeveError(
    "usage",
    what,
    near === undefined ? "It is not part of the command" : `The nearest is ${near}`,
    {
      hint:
        near === undefined
          ? `${prefix} --help`
          : error.code === "commander.unknownCommand"
            ? `portreeve ${near}`
            : `${prefix} ${near}`,
    },
  );
}

function buildParser(
  version: string,
  onRun: (command: Command, invocation: Invocation) => Promise<void>,
): Parser {
  const parser = new Parser("portreeve")
    .description("Tells which ports of a server are open, who opened each, why, and who can reach it.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [COMMAND]", "show help of a command")
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .exitOverride()
    .addHelpText("after", "\nportreeve COMMAND --help tells more of a command. Start with: portreeve audit");
  for (const command of COMMANDS) {
    const child = parser.command(command.name).summary(command.summary).description(command.description);
    child
      .helpOption("-h, --help", "show help")
      .allowExcessArguments(false)
      .addHelpText("after", helpTail(command));
    for (const word of command.words) child.addArgument(toArgument(word));
    for (const option of [...command.options, ...GLOBAL_OPTIONS]) child.addOption(toOption(option));
    child.action(async () => {
      const options = child.opts<Invocation["options"]>();
      await onRun(command, {
        words: child.args,
        options,
        output: openOutput(options as OutputOptions),
        commands: COMMANDS,
      });
    });
  }
  return parser;
}

/** `words` are those after the program's name. Never rejects; the result is the exit code. */
export async function runCli(words: readonly string[], version: string): Promise<number> {
  const form = {
    json:
      words.includes("--json") || words.some((word, index) => word === "json" && words[index - 1] === "-o"),
    debug: words.includes("--debug"),
  };
  let code: number = EXIT.done;
  let running: string | undefined;
  const parser = buildParser(version, async (command, invocation) => {
    running = command.name;
    code = await command.run(invocation);
  });
  if (words.length === 0) {
    parser.outputHelp();
    return EXIT.done;
  }
  try {
    // Global options may stand before the command too.
    const names = new Set(COMMANDS.map((command) => command.name));
    const at = words.findIndex((word) => names.has(word));
    const isLeading =
      at > 0 &&
      words
        .slice(0, at)
        .every((word) => word.startsWith("-") && word !== "-h" && word !== "--help" && word !== "--version");
    await parser.parseAsync(
      isLeading ? [words[at] as string, ...words.slice(0, at), ...words.slice(at + 1)] : [...words],
      { from: "user" },
    );
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, form);
    if (error.exitCode === 0) return EXIT.done;
    running ??= COMMANDS.find((command) => words.includes(command.name))?.name;
    return reportError(asUsageError(error, running), form);
  }
}
