import type { AuditDocument } from "../model/finding.ts";

/** How a text is to look; only the table for people cares. */
export interface FormatOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** JSON for eyes, or for the next program. */
  readonly json: "indented" | "line";
  /** Puts colour around a text, or leaves it; the name is one of Node's `util.styleText`. */
  readonly paint: (style: "red" | "yellow" | "green" | "cyan" | "bold" | "dim", text: string) => string;
}

/** One form of output. */
export interface AuditFormat {
  readonly id: string;
  readonly summary: string;
  /** The whole text, with a line end. */
  format(document: AuditDocument, options: FormatOptions): string;
}
