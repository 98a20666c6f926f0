/** A command is a record: help, completions, the man page and docs/cli.md are made from it. */
import type { Output } from "./output.ts";

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly required: boolean;
  /** Every further word belongs to it too. */
  readonly variadic?: boolean;
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** `-o, --output` */
  readonly flags: string;
  /** Name of its value in capitals; none for a switch. */
  readonly value?: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  /** Words that completion offers beside the names of files, where others are allowed too. */
  readonly suggestions?: readonly string[];
  readonly fallback?: string;
  /** May stand several times. */
  readonly repeatable?: boolean;
}

export interface Example {
  readonly line: string;
  readonly what: string;
}

/** What a command was called with. Values are those of the records: text, a list of texts, or true. */
export interface Invocation {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | readonly string[] | boolean | undefined>>;
  readonly output: Output;
  /** All commands, for the one that writes completions. */
  readonly commands: readonly Command[];
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Some sentences for help and manual. */
  readonly description: string;
  readonly words: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Privileges, and what is missing without. */
  readonly needs: string;
  /** Forms that `-o` takes; none for a command that prints one thing only. */
  readonly formats: readonly { readonly id: string; readonly summary: string }[];
  /** The exit code. */
  run(invocation: Invocation): Promise<number>;
}
