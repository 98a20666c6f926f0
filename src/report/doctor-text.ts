/** Abilities of a machine, and results of the self-test, for people. */
import type { DoctorDocument } from "../model/doctor.ts";
import type { SelftestDocument } from "../model/selftest.ts";
import { sanitizeText, wrapText } from "../text/terminal.ts";
import type { FormatOptions } from "./format.ts";

const STYLES = {
  yes: "green",
  partly: "yellow",
  no: "red",
  passed: "green",
  skipped: "yellow",
  failed: "red",
} as const;
const STATUS_WIDTH = 8;
const MAX_WIDTH = 100;

interface Line {
  readonly name: string;
  readonly status: keyof typeof STYLES;
  readonly detail: string;
  readonly fix?: string | null;
}

function formatLines(lines: readonly Line[], { width, paint }: FormatOptions): string[] {
  const limit = Math.min(Math.max(width, 20), MAX_WIDTH) - STATUS_WIDTH;
  return lines.flatMap(({ name, status, detail, fix }) => {
    const [first = "", ...rest] = wrapText(sanitizeText(`${name}: ${detail}`), limit);
    const more = [
      ...rest,
      ...(fix === null || fix === undefined ? [] : wrapText(sanitizeText(`To get it: ${fix}`), limit)),
    ];
    return [
      `${paint(STYLES[status], status.padEnd(STATUS_WIDTH))}${first}`,
      ...more.map((line) => " ".repeat(STATUS_WIDTH) + line),
    ];
  });
}

export function formatDoctor(document: DoctorDocument, options: FormatOptions): string {
  return `${formatLines(document.abilities, options).join("\n")}\n`;
}

export function formatSelftest(document: SelftestDocument, options: FormatOptions): string {
  const summary = `${document.passed} passed, ${document.failed} failed, ${document.skipped} skipped`;
  return `${[...formatLines(document.tests, options), "", options.paint("bold", summary)].join("\n")}\n`;
}
