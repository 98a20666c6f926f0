/** The audit for people: worst first, each line of the width of the terminal, ending with what to do next. */
import type { AuditDocument, Finding, Severity, Verdict } from "../model/finding.ts";
import { displayWidth, sanitizeText, truncateText, wrapText } from "../text/terminal.ts";
import {
  addressText,
  emptyText,
  endpointText,
  hasNamespaces,
  namespaceText,
  ownersText,
  reasonText,
  serviceText,
  summaryText,
} from "./audit-row.ts";
import type { FormatOptions } from "./format.ts";

interface Column {
  readonly title: string;
  readonly text: (finding: Finding) => string;
  /** Widest that it gets. */
  readonly most: number;
  /** Narrowest terminal in which it is shown. */
  readonly from: number;
}

const COLUMNS: readonly Column[] = [
  { title: "VERDICT", text: (finding) => finding.verdict, most: 11, from: 0 },
  { title: "SEVERITY", text: (finding) => finding.severity, most: 8, from: 50 },
  { title: "PORT", text: endpointText, most: 13, from: 0 },
  { title: "ADDRESS", text: addressText, most: 26, from: 40 },
  { title: "NAMESPACE", text: namespaceText, most: 16, from: 70 },
  { title: "PROGRAM (PID)", text: ownersText, most: 30, from: 0 },
  { title: "SERVICE", text: serviceText, most: 18, from: 90 },
];
const REASON_FROM = 140;
const GAP = 2;
const MAX_WIDTH = 180;
const MIN_REASON = 40;
const EXPLAINED = 3;

const VERDICT_STYLE: Readonly<Record<Verdict, "red" | "yellow" | "green" | "cyan">> = {
  investigate: "red",
  close: "red",
  restrict: "yellow",
  keep: "green",
};
const SEVERITY_STYLE: Readonly<Record<Severity, "red" | "yellow" | "dim">> = {
  critical: "red",
  high: "red",
  medium: "yellow",
  low: "dim",
  none: "dim",
};

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Widths of the columns so that a row fits; the widest ones give way first. */
function fitColumns(columns: readonly Column[], rows: readonly string[][], width: number): number[] {
  const widths = columns.map((column, index) =>
    Math.min(
      column.most,
      Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index] ?? ""))),
    ),
  );
  const total = () => widths.reduce((sum, item) => sum + item, 0) + GAP * (widths.length - 1);
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 4) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function formatRows(document: AuditDocument, width: number, { paint }: FormatOptions): string[] {
  const columns = COLUMNS.filter(
    (column) => width >= column.from && (column.title !== "NAMESPACE" || hasNamespaces(document)),
  );
  const rows = document.listeners.map((finding) => columns.map((column) => column.text(finding)));
  const widths = fitColumns(columns, rows, width);
  const used = widths.reduce((sum, item) => sum + item + GAP, 0);
  const reasonWidth = width >= REASON_FROM && width - used >= MIN_REASON ? width - used : 0;
  const lineOf = (cells: readonly string[], style: (index: number, text: string) => string, last: string) =>
    [
      ...cells.map((cell, index) =>
        style(index, pad(truncateText(cell, widths[index] ?? 0), widths[index] ?? 0)),
      ),
      ...(reasonWidth > 0 ? [last] : []),
    ]
      .join(" ".repeat(GAP))
      .trimEnd();
  const lines = [
    lineOf(
      columns.map((column) => column.title),
      (_, text) => paint("bold", text),
      paint("bold", "WHY"),
    ),
  ];
  for (const [index, finding] of document.listeners.entries()) {
    const style = (column: number, text: string) => {
      if (columns[column]?.title === "VERDICT") return paint(VERDICT_STYLE[finding.verdict], text);
      return columns[column]?.title === "SEVERITY" ? paint(SEVERITY_STYLE[finding.severity], text) : text;
    };
    lines.push(lineOf(rows[index] ?? [], style, truncateText(reasonText(finding), reasonWidth)));
  }
  return lines;
}

/** Reasons in full for what matters, where the table has no room for them; the same reason stands once. */
function formatReasons(document: AuditDocument, width: number, { paint }: FormatOptions): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of document.listeners.filter((item) => item.verdict !== "keep")) {
    const key = `${finding.verdict} ${finding.reasons.map((reason) => reason.text).join(" ")}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const shown = [...groups.values()].slice(0, 12);
  const lines = shown.flatMap((findings) => {
    const [finding] = findings as [Finding, ...Finding[]];
    const ports =
      findings.slice(0, 4).map(endpointText).join(", ") +
      (findings.length > 4 ? ` and ${findings.length - 4} more` : "");
    const text = finding.reasons
      .slice(0, EXPLAINED)
      .map((reason) => sanitizeText(reason.text))
      .join(" ");
    return [
      `${paint(VERDICT_STYLE[finding.verdict], finding.verdict)} ${ports}`,
      ...wrapText(text, width - 2).map((line) => `  ${line}`),
    ];
  });
  if (groups.size > shown.length)
    lines.push(`… and ${groups.size - shown.length} more: portreeve audit -o json has all reasons.`);
  return lines.length === 0 ? [] : ["", ...lines];
}

function formatGaps(document: AuditDocument, width: number, { paint }: FormatOptions): string[] {
  if (document.gaps.length === 0) return [];
  const lines = document.gaps.flatMap((gap) => {
    const text = sanitizeText(gap.fix === null ? gap.what : `${gap.what} To see it: ${gap.fix}`);
    return wrapText(text, width - 4).map((line, index) => `${index === 0 ? "  - " : "    "}${line}`);
  });
  return ["", paint("bold", "Not seen:"), ...lines];
}

/** Commands worth typing now. */
function formatNext(document: AuditDocument, { paint }: FormatOptions): string[] {
  const worst = document.listeners.find(
    (finding) => finding.verdict !== "keep" && !["raw", "packet"].includes(finding.protocol),
  );
  const lines: string[] = [];
  if (worst !== undefined)
    lines.push(
      `  portreeve explain ${worst.port}/${worst.protocol}   what it is, who should reach it, what to do`,
    );
  const [owner] = worst?.owners ?? [];
  if (owner?.unit?.endsWith(".service") === true)
    lines.push(`  systemctl status ${sanitizeText(owner.unit)}   the service behind it`);
  else if (owner?.pid !== undefined && owner.pid !== null)
    lines.push(`  ps -fp ${owner.pid}   the program behind it`);
  lines.push("  portreeve audit -o json   every detail, for scripts");
  return ["", paint("bold", "Next:"), ...lines];
}

export function formatAuditTable(document: AuditDocument, options: FormatOptions): string {
  const width = Math.min(Math.max(options.width, 20), MAX_WIDTH);
  const { host, takenAt, listeners } = document;
  const head = truncateText(sanitizeText(`${host.name}, ${host.os} ${host.kernel}, ${takenAt}`), width);
  const body =
    listeners.length === 0
      ? wrapText(emptyText(document), width)
      : [...formatRows(document, width, options), ...formatReasons(document, width, options)];
  const summary =
    listeners.length === 0
      ? []
      : ["", ...wrapText(summaryText(document), width).map((line) => options.paint("bold", line))];
  return [
    options.paint("dim", head),
    "",
    ...body,
    ...formatGaps(document, width, options),
    ...summary,
    ...formatNext(document, options),
    "",
  ].join("\n");
}
