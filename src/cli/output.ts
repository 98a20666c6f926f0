/** Where a command's output goes: stdout and files, each in its form, with the colour and width that fit. */
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { styleText } from "node:util";
import { PortreeveError } from "../model/error.ts";
import type { FormatOptions } from "../report/format.ts";
import { nearestWord } from "./nearest-word.ts";

const DEFAULT_WIDTH = 80;
/** A file stands written in full while a terminal would wrap it. */
const FILE_WIDTH = 120;
/** Reports tell of open doors: only their owner reads them. */
const FILE_MODE = 0o600;

interface Target {
  readonly format: string;
  /** Null for stdout. */
  readonly path: string | null;
}

export interface OutputOptions {
  readonly output?: readonly string[];
  readonly json?: boolean;
  readonly color?: boolean;
}

export interface Output {
  /** Writes a document in each form asked for; `formats` are the command's own, the first is the default. */
  write<T>(
    document: T,
    formats: readonly { readonly id: string; format(document: T, options: FormatOptions): string }[],
  ): void;
  /** Plain text on stdout. */
  print(text: string): void;
}

function parseTarget(text: string): Target {
  const at = text.indexOf("=");
  const path = at < 0 ? "-" : text.slice(at + 1);
  if (path === "")
    throw new PortreeveError(
      "usage",
      `-o ${text} names no file`,
      "After = stands the path of a file, or - for stdout",
      { hint: `-o ${text.slice(0, at)}=report.txt` },
    );
  return { format: at < 0 ? text : text.slice(0, at), path: path === "-" ? null : path };
}

/** Whether to colour what goes to a stream (no-color.org, and FORCE_COLOR as Node has it). */
function wantsColor(isTerminal: boolean, options: OutputOptions): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (options.color === false || (NO_COLOR !== undefined && NO_COLOR !== "")) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return isTerminal && TERM !== "dumb";
}

function formatOptions(path: string | null, options: OutputOptions): FormatOptions {
  const toTerminal = path === null && process.stdout.isTTY === true;
  const columns = Number(process.env["COLUMNS"]);
  const width = toTerminal
    ? process.stdout.columns
    : Number.isInteger(columns) && columns > 0
      ? columns
      : path === null
        ? DEFAULT_WIDTH
        : FILE_WIDTH;
  const isColored = wantsColor(toTerminal, options);
  return {
    width: width > 0 ? width : DEFAULT_WIDTH,
    // A pipe leads to a program, and indenting tens of megabytes costs it and us.
    json: toTerminal || path !== null ? "indented" : "line",
    // Asked for already: Node need not look at the stream again.
    paint: (style, text) => (isColored ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** In full or not at all: a reader never sees half a report. */
function writeFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, "wx", FILE_MODE);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made.
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new PortreeveError("failed", `${path} could not be written`, why, {
      hint: "another path: -o FORMAT=PATH",
      cause: error,
    });
  }
}

export function openOutput(options: OutputOptions): Output {
  const asked = [...(options.output ?? []), ...(options.json === true ? ["json"] : [])].map(parseTarget);
  return {
    write(document, formats) {
      const targets = asked.length > 0 ? asked : [{ format: formats[0]?.id ?? "", path: null }];
      const chosen = targets.map((target) => {
        const format = formats.find((item) => item.id === target.format);
        if (format !== undefined) return { ...target, format };
        const known = formats.map((item) => item.id);
        throw new PortreeveError(
          "usage",
          `There is no form "${target.format}" here`,
          `The forms are ${known.join(", ")}`,
          { hint: `-o ${nearestWord(target.format, known) ?? known[0]}` },
        );
      });
      for (const { format, path } of chosen) {
        const text = format.format(document, formatOptions(path, options));
        if (path === null) process.stdout.write(text);
        else writeFile(path, text);
      }
    },
    print: (text) => void process.stdout.write(text),
  };
}
