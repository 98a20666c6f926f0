/** Where a command's output goes: stdout and files, each in its form, with the colour and width that fit. */
import { styleText } from "node:util";
import { writeReportFile } from "../host/report-file.ts";
import { describeSystemError } from "../host/system-error.ts";
import { PortreeveError } from "../model/error.ts";
import type { FormatOptions } from "../report/format.ts";
import type { Command } from "./command.ts";
import { nearestWord } from "./nearest-word.ts";

const DEFAULT_WIDTH = 80;
/** A file stands written in full while a terminal would wrap it. */
const FILE_WIDTH = 120;
/** Other names of stdout. */
const STDOUT = ["-", "/dev/stdout"];

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

function usageError(what: string, why: string, hint: string): PortreeveError {
  return new PortreeveError("usage", what, why, { hint });
}

function parseTarget(text: string, { name, formats }: Pick<Command, "name" | "formats">): Target {
  const prefix = `portreeve ${name} -o`;
  // `-o=json`: as long options have it.
  if (text.startsWith("="))
    throw usageError(`-o ${text} names no form`, "The form stands first", `${prefix} ${text.slice(1)}`);
  const [, format = text, path] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const known = formats.map((item) => item.id);
  if (!known.includes(format)) {
    const why = known.length === 0 ? "It prints one thing only" : `The forms are ${known.join(", ")}`;
    const near = nearestWord(format, known) ?? known[0];
    throw usageError(
      `${name} has no form "${format}"`,
      why,
      near === undefined
        ? `portreeve ${name} > FILE`
        : `${prefix} ${near}${path === undefined ? "" : `=${path}`}`,
    );
  }
  if (path === "")
    throw usageError(
      `-o ${text} names no file`,
      "After = stands the path of a file, or - for stdout",
      `${prefix} ${format}=report.${format === "table" ? "txt" : format}`,
    );
  return { format, path: path === undefined || STDOUT.includes(path) ? null : path };
}

/** What was asked for, each once; two different forms cannot share a place. */
function parseTargets(options: OutputOptions, command: Pick<Command, "name" | "formats">): Target[] {
  // A command that prints one thing only still takes --json, for its errors.
  const isJson = options.json === true && command.formats.length > 0;
  const targets: Target[] = [];
  for (const text of [...(options.output ?? []), ...(isJson ? ["json"] : [])]) {
    const target = parseTarget(text, command);
    const other = targets.find((item) => item.path === target.path);
    if (other === undefined) targets.push(target);
    else if (other.format !== target.format)
      throw usageError(
        `${other.format} and ${target.format} cannot both go to ${target.path ?? "stdout"}`,
        "Nobody could tell them apart",
        `portreeve ${command.name} -o ${other.format} -o ${target.format}=FILE`,
      );
  }
  return targets;
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

function writeFile(path: string, text: string): void {
  try {
    writeReportFile(path, text);
  } catch (error) {
    throw new PortreeveError("failed", `${path} could not be written`, describeSystemError(error), {
      hint: "another path: -o FORMAT=PATH",
      cause: error,
    });
  }
}

/** Throws a usage error for a form that the command does not have, before anything is done. */
export function openOutput(options: OutputOptions, command: Pick<Command, "name" | "formats">): Output {
  const asked = parseTargets(options, command);
  return {
    write(document, formats) {
      const targets = asked.length > 0 ? asked : [{ format: formats[0]?.id ?? "", path: null }];
      const failures: unknown[] = [];
      for (const { format, path } of targets) {
        const text = formats
          .find((item) => item.id === format)
          ?.format(document, formatOptions(path, options));
        if (text === undefined) throw new Error(`${command.name} promises the form ${format}`);
        try {
          if (path === null) process.stdout.write(text);
          else writeFile(path, text);
        } catch (error) {
          // The others are still worth having.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
    print: (text) => void process.stdout.write(text),
  };
}
