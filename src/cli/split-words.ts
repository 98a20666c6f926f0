/** Which command the words call, and what is left for it: global options may stand before the command. */
import type { OptionSpec } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

export interface SplitWords {
  /** The first word that is neither an option nor an option's value; null for none. */
  readonly command: string | null;
  /** All other words, in their order. */
  readonly rest: readonly string[];
}

/** `-o json` and `--output json` take the next word; `-ojson` and `--output=json` have their value with them. */
function takesNext(word: string, options: readonly OptionSpec[]): boolean {
  return options.some((option) => option.value !== undefined && option.flags.split(", ").includes(word));
}

export function splitWords(words: readonly string[]): SplitWords {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? "";
    if (!word.startsWith("-") || word === "-")
      return { command: word, rest: [...words.slice(0, at), ...words.slice(at + 1)] };
    if (word === "--") break;
    at += takesNext(word, GLOBAL_OPTIONS) ? 2 : 1;
  }
  return { command: null, rest: words };
}
