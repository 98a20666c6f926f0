/** Errors as people and scripts read them, and the exit code of each. */
import { PortreeveError } from "../model/error.ts";
import { formatJson } from "../text/json-text.ts";
import { sanitizeText } from "../text/terminal.ts";
import { exitCodeOf } from "./exit-code.ts";

export interface ErrorForm {
  readonly json: boolean;
  readonly debug: boolean;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function asKnown(error: unknown): PortreeveError {
  if (error instanceof PortreeveError) return error;
  if (error instanceof Error && error.name === "AbortError") {
    return new PortreeveError("interrupted", "Interrupted", "It was asked to stop");
  }
  const message = error instanceof Error ? error.message : String(error);
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
