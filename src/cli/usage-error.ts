/** What was typed wrongly, in our form: WHAT, WHY, TRY, with the nearest thing that would have been right. */
import type { CommanderError } from "commander";
import { PortreeveError } from "../model/error.ts";
import type { ArgumentSpec, Command, OptionSpec } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { nearestWord } from "./nearest-word.ts";

const PORT = /^\d{1,5}(?:-\d{1,5})?(?:\/[a-z]+)?$/i;

function usageError(what: string, why: string, hint: string): PortreeveError {
  return new PortreeveError("usage", what, why, { hint });
}

/** The first word is no command. */
export function unknownCommand(word: string, commands: readonly Command[]): PortreeveError {
  const names = [...commands.map((command) => command.name), "help"];
  const what = `There is no command "${word}"`;
  if (PORT.test(word))
    return usageError(what, "A port is explained by the command explain", `portreeve explain ${word}`);
  const near = nearestWord(word, names);
  return near === null
    ? usageError(what, `The commands are ${names.join(", ")}`, "portreeve --help")
    : usageError(what, `The nearest is ${near}`, `portreeve ${near}`);
}

/** Options stand alone. */
export function missingCommand(words: readonly string[]): PortreeveError {
  return usageError(
    "No command was given",
    "Options belong to a command",
    `portreeve audit ${words.join(" ")}`,
  );
}

function longName(option: OptionSpec): string {
  return option.flags.split(", ").at(-1) ?? option.flags;
}

function unknownOption(word: string, command: Command, options: readonly OptionSpec[]): PortreeveError {
  const [name = word] = word.split("=");
  const names = [...options.flatMap((option) => option.flags.split(", ")), "--help"];
  const what = `${command.name} has no option "${word}"`;
  if (names.includes(name))
    return usageError(what, `${name} takes no value`, `portreeve ${command.name} ${name}`);
  const near = name.startsWith("--")
    ? nearestWord(
        name,
        names.filter((item) => item.startsWith("--")),
      )
    : null;
  if (near !== null) return usageError(what, `The nearest is ${near}`, `portreeve ${command.name} ${near}`);
  const own = command.options.map(longName);
  const why =
    own.length === 0
      ? "It has those of every command"
      : `It has ${own.join(", ")}, and those of every command`;
  return usageError(what, why, `portreeve ${command.name} --help`);
}

/** A value, of an option or in a place, that is not one of the choices. */
export function wrongChoice(
  spec: OptionSpec | ArgumentSpec,
  given: string,
  command: Command,
): PortreeveError {
  const choices = spec.choices ?? [];
  const near = nearestWord(given, choices) ?? choices[0] ?? "";
  const why = `It is one of ${choices.join(", ")}`;
  return "flags" in spec
    ? usageError(
        `${longName(spec)} cannot be "${given}"`,
        why,
        `portreeve ${command.name} ${longName(spec)} ${near}`,
      )
    : usageError(
        `There is no ${spec.name.toLowerCase()} "${given}"`,
        why,
        `portreeve ${command.name} ${near}`,
      );
}

/** What commander found wrong in the words of a command. */
export function asUsageError(
  error: CommanderError,
  command: Command,
  words: readonly string[],
): PortreeveError {
  const options = [...command.options, ...GLOBAL_OPTIONS];
  const prefix = `portreeve ${command.name}`;
  const named = /'(.*)'/s.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownOption":
      return unknownOption(named, command, options);
    case "commander.optionMissingArgument": {
      const option = options.find((item) => named.startsWith(item.flags));
      const name = option === undefined ? named : longName(option);
      const takes = option?.choices?.join(", ") ?? option?.value ?? "one";
      const example = option?.choices?.[0] ?? option?.fallback ?? option?.value ?? "";
      return usageError(`${name} has no value`, `It takes ${takes}`, `${prefix} ${name} ${example}`);
    }
    case "commander.missingArgument": {
      const word = command.words.find((item) => item.name === named);
      const example = command.examples[0]?.line ?? `${prefix} --help`;
      return usageError(`${named} is missing`, `It is ${word?.summary ?? "needed"}`, example);
    }
    case "commander.excessArguments": {
      const takes = command.words.length;
      const given = words.filter((word) => !word.startsWith("-")).join(" ");
      return takes === 1
        ? usageError(
            `${command.name} takes one word`,
            "A name with spaces stands in quotes",
            `${prefix} "${given}"`,
          )
        : usageError(
            `${command.name} takes ${takes === 0 ? "no words" : `${takes} words`}`,
            "There are more",
            `${prefix} --help`,
          );
    }
    default:
      return usageError(error.message.replace(/^error: /, ""), "It was not understood", `${prefix} --help`);
  }
}
