/** Stable codes of failures of operation; the exit code of each stands in `cli/exit-code.ts`. */
export type ErrorCode =
  | "usage"
  | "not-found"
  | "unreadable"
  | "invalid"
  | "privilege"
  | "unsupported"
  | "interrupted"
  | "failed";

export interface ErrorOptions {
  /** What to type or do; ends the printed line after "TRY". */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * A failure of operation that an administrator can act on: WHAT (message), WHY (why), TRY (hint).
 * What is expected is data (see {@link Gap}); bugs throw plain errors.
 */
export class PortreeveError extends Error {
  override readonly name = "PortreeveError";
  readonly code: ErrorCode;
  readonly why: string;
  readonly hint: string | null;

  constructor(code: ErrorCode, what: string, why: string, options: ErrorOptions = {}) {
    super(what, { cause: options.cause });
    this.code = code;
    this.why = why;
    this.hint = options.hint ?? null;
  }
}

/** `portreeve.error/1`. */
export interface ErrorDocument {
  readonly schema: "portreeve.error/1";
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}
