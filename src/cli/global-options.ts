import type { OptionSpec } from "./command.ts";

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "-o, --output",
    value: "FORMAT[=PATH]",
    summary: "form of the output, and a file for it; may stand several times",
    repeatable: true,
  },
  { flags: "--json", summary: "the same as -o json; errors are JSON too" },
  { flags: "--no-color", summary: "no colours (also: NO_COLOR=1)" },
  { flags: "--no-input", summary: "never ask" },
  { flags: "--quiet", summary: "nothing on stderr but errors" },
  { flags: "--debug", summary: "show where an error came from" },
];
