/** A parser of one command's words, made from its record; commander does the work. */
import { Argument, Option, Command as Parser } from "commander";
import type { ArgumentSpec, Command, OptionSpec } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { wrongChoice } from "./usage-error.ts";

function toOption(spec: OptionSpec, command: Command): Option {
  const option = new Option(
    spec.value === undefined ? spec.flags : `${spec.flags} <${spec.value}>`,
    spec.summary,
  );
  // For help; what is no choice is refused below, in our words.
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.fallback !== undefined) option.default(spec.fallback);
  if (spec.value !== undefined) {
    option.argParser((value: string, before: unknown) => {
      if (spec.choices?.includes(value) === false) throw wrongChoice(spec, value, command);
      return spec.repeatable === true ? [...(Array.isArray(before) ? before : []), value] : value;
    });
  }
  return option;
}

function toArgument(spec: ArgumentSpec, command: Command): Argument {
  const shown = spec.variadic === true ? `${spec.name}...` : spec.name;
  const argument = new Argument(spec.required ? `<${shown}>` : `[${shown}]`, spec.summary);
  argument.argParser((value: string) => {
    if (spec.choices?.includes(value) === false) throw wrongChoice(spec, value, command);
    return value;
  });
  return argument;
}

/** Forms, examples and needs, under the options. */
function helpTail({ formats, examples, needs }: Command): string {
  return [
    ...(formats.length === 0
      ? []
      : ["", "Forms (-o):", ...formats.map((format) => `  ${format.id.padEnd(12)}${format.summary}`)]),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example.line}\n      ${example.what}`),
    "",
    `Needs: ${needs}.`,
  ].join("\n");
}

/** Its `parse` throws a CommanderError, or a PortreeveError for a value that is none of the choices. */
export function createParser(command: Command, version: string): Parser {
  const parser = new Parser(`portreeve ${command.name}`)
    .description(command.description)
    .usage(
      [...command.words.map((word) => (word.required ? word.name : `[${word.name}]`)), "[OPTIONS]"].join(" "),
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .exitOverride()
    .addHelpText("after", helpTail(command));
  for (const word of command.words) parser.addArgument(toArgument(word, command));
  for (const option of [...command.options, ...GLOBAL_OPTIONS]) parser.addOption(toOption(option, command));
  return parser;
}
