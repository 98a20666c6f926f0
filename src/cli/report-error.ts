/** Errors as people and scripts read them, and the exit code of each. */
import { describeSystemError } from "../host/system-error.ts";
import { PortreeveError } from "../model/error.ts";
import { formatJson } from "../text/json-text.ts";
import { sanitizeText } from "../text/terminal.ts";
import { exitCodeOf } from "./exit-code.ts";

export interface ErrorForm {
  readonly json: boolean;
  readonly debug: boolean;
}

/** How the words ask for errors; they need not be right otherwise. */
export function errorFormOf(words: readonly string[]): ErrorForm {
  const outputs = words.map((word, index) => {
    const before = words[index - 1];
    if (before === "-o" || before === "--output") return word;
    return /^(?:-o|--output=)(.+)$/.exec(word)?.[1];
  });
  return {
    json: words.includes("--json") || outputs.some((output) => output === "json" || output === "json=-"),
    debug: words.includes("--debug"),
  };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function asKnown(error: unknown): PortreeveError {
  if (error instanceof PortreeveError) return error;
  if (error instanceof Error && error.name === "AbortError") {
    return new PortreeveError("interrupted", "Interrupted", "It was asked to stop");
  }
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  return new PortreeveError("failed", message, "This is a mistake in portreeve", {
    hint: "the same with --debug, and report what it says",
    cause: error,
  });
}

/** Writes the error to stderr; gives the exit code. */
export function reportError(error: unknown, form: ErrorForm): number {
  const known = asKnown(error);
  const { code, message, why, hint } = known;
  if (form.json) {
    const document = {
      schema: "portreeve.error/1",
      code,
      message: `${sentence(message)} ${sentence(why)}`,
      hint,
    };
    process.stderr.write(`${formatJson(document, "line")}\n`);
  } else if (code !== "interrupted") {
    const text = [sentence(message), sentence(why), ...(hint === null ? [] : [`TRY ${sentence(hint)}`])].join(
      " ",
    );
    process.stderr.write(`portreeve: ${sanitizeText(text)}\n`);
  }
  if (form.debug)
    process.stderr.write(`${(known.cause instanceof Error ? known.cause : known).stack ?? ""}\n`);
  return exitCodeOf(code);
}

/** Stdout took nothing more: a full disk, most often. */
export function reportOutputError(error: NodeJS.ErrnoException, words: readonly string[]): number {
  return reportError(
    new PortreeveError("failed", "The output could not be written", describeSystemError(error), {
      hint: "another place for it: -o FORMAT=PATH",
      cause: error,
    }),
    errorFormOf(words),
  );
}
