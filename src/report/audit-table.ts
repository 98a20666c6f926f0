/** The audit for people: worst first, one line a listener, then why, what was not seen, and what to do next. */
import type { AuditDocument, Finding, Severity, Verdict } from "../model/finding.ts";
import { displayWidth, sanitizeText, truncateMiddle, truncateText, wrapText } from "../text/terminal.ts";
import { formatNextSteps } from "./audit-next.ts";
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
  usersText,
} from "./audit-row.ts";
import { COLUMN_GAP, type ColumnSpec, type FittedColumn, fitColumns } from "./fit-columns.ts";
import type { FormatOptions } from "./format.ts";

interface Column extends ColumnSpec {
  readonly text: (finding: Finding) => string;
  /** What is cut away when it does not fit; the end when nothing is said. */
  readonly cut?: "middle";
}

/** Prose, with single spaces: two stand between columns. */
function reasonCell(finding: Finding): string {
  return reasonText(finding).replace(/\p{Zs}+/gu, " ");
}

const COLUMNS: readonly Column[] = [
  { title: "VERDICT", text: (finding) => finding.verdict, least: 11, most: 11, from: 0, rank: 10 },
  { title: "SEVERITY", text: (finding) => finding.severity, least: 8, most: 8, from: 50, rank: 5 },
  { title: "PORT", text: endpointText, least: 13, most: 13, from: 0, rank: 9 },
  { title: "ADDRESS", text: addressText, least: 7, most: 47, from: 44, rank: 7, cut: "middle" },
  { title: "NAMESPACE", text: namespaceText, least: 9, most: 20, from: 40, rank: 6 },
  { title: "EXPOSURE", text: (finding) => finding.exposure, least: 10, most: 10, from: 104, rank: 3 },
  { title: "PID PROGRAM", text: ownersText, least: 12, most: 48, from: 0, rank: 8 },
  { title: "USER", text: usersText, least: 5, most: 16, from: 116, rank: 2 },
  { title: "SERVICE", text: serviceText, least: 8, most: 18, from: 92, rank: 4 },
  { title: "WHY", text: reasonCell, least: 30, most: 1000, from: 140, rank: 1 },
];
const MIN_WIDTH = 30;
/** Longer lines of prose are hard to read. */
const PROSE_WIDTH = 120;
const MAX_GROUPS = 12;
const MAX_PORTS = 4;
const MAX_REASONS = 3;

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

/** A cell in its column: painted where there is a style, and with the spaces that fill it up. */
function fillCell(
  { column, width }: FittedColumn<Column>,
  text: string,
  paintText: (text: string) => string,
): string {
  const cut = column.cut === "middle" ? truncateMiddle(text, width) : truncateText(text, width);
  return paintText(cut) + " ".repeat(Math.max(0, width - displayWidth(cut)));
}

function formatRows(document: AuditDocument, width: number, { paint }: FormatOptions): string[] {
  const { listeners } = document;
  const applicable = COLUMNS.filter((column) => column.title !== "NAMESPACE" || hasNamespaces(document));
  const columns = fitColumns(applicable, (column) => listeners.map(column.text), width);
  const paintCell =
    ({ title }: Column, finding: Finding) =>
    (text: string) =>
      title === "VERDICT"
        ? paint(VERDICT_STYLE[finding.verdict], text)
        : title === "SEVERITY"
          ? paint(SEVERITY_STYLE[finding.severity], text)
          : text;
  const line = (cell: (item: FittedColumn<Column>) => string) =>
    columns.map(cell).join(" ".repeat(COLUMN_GAP)).trimEnd();
  return [
    line((item) => fillCell(item, item.column.title, (text) => paint("bold", text))),
    ...listeners.map((finding) =>
      line((item) => fillCell(item, item.column.text(finding), paintCell(item.column, finding))),
    ),
  ];
}

/** Reasons in full for what is not to keep; the same reasons stand once for all ports that have them. */
function formatReasons(document: AuditDocument, width: number, { paint }: FormatOptions): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of document.listeners) {
    if (finding.verdict === "keep") continue;
    const key = `${finding.verdict} ${finding.reasons.map((reason) => reason.text).join(" ")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  if (groups.size === 0) return [];
  const lines = [...groups.values()].slice(0, MAX_GROUPS).flatMap((findings) => {
    const [finding] = findings as [Finding, ...Finding[]];
    const ports = [...new Set(findings.map(endpointText))];
    const more = ports.length > MAX_PORTS ? ` and ${ports.length - MAX_PORTS} more` : "";
    const text = finding.reasons
      .slice(0, MAX_REASONS)
      .map((reason) => sanitizeText(reason.text))
      .join(" ");
    const [first = "", ...others] = wrapText(
      `${finding.verdict} ${ports.slice(0, MAX_PORTS).join(", ")}${more}`,
      width - 4,
    );
    const title = paint(VERDICT_STYLE[finding.verdict], finding.verdict);
    return [
      `  ${title}${first.slice(finding.verdict.length)}`,
      ...others.map((line) => `    ${line}`),
      ...wrapText(text, width - 4).map((line) => `    ${line}`),
    ];
  });
  if (groups.size > MAX_GROUPS)
    lines.push(
      ...wrapText(`… and ${groups.size - MAX_GROUPS} more: portreeve audit -o json`, width - 2).map(
        (line) => `  ${line}`,
      ),
    );
  return ["", paint("bold", "Why:"), ...lines];
}

/** A list under a heading; nothing for no items. */
function formatList(heading: string, items: readonly string[], width: number): string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap((item) =>
    wrapText(item, width - 4).map((line, index) => `${index === 0 ? "  - " : "    "}${line}`),
  );
  return ["", heading, ...lines];
}

export function formatAuditTable(document: AuditDocument, options: FormatOptions): string {
  const width = Math.max(options.width, MIN_WIDTH);
  const prose = Math.min(width, PROSE_WIDTH);
  const { paint } = options;
  const { host, takenAt, listeners, exposures, gaps } = document;
  const head = truncateText(sanitizeText(`${host.name}, ${host.os} ${host.kernel}, ${takenAt}`), width);
  const body =
    listeners.length === 0
      ? wrapText(emptyText(document), prose)
      : [...formatRows(document, width, options), ...formatReasons(document, prose, options)];
  const passedOn = exposures.map((exposure) =>
    sanitizeText(
      `${endpointText(exposure)} on ${exposure.address} goes to ${exposure.target} (${exposure.via}): ${exposure.because}`,
    ),
  );
  const unseen = gaps.map((gap) =>
    sanitizeText(gap.fix === null ? gap.what : `${gap.what} To see it: ${gap.fix}`),
  );
  const summary =
    listeners.length === 0
      ? []
      : ["", ...wrapText(summaryText(document), prose).map((line) => paint("bold", line))];
  return [
    paint("dim", head),
    "",
    ...body,
    ...formatList(paint("bold", "Open without a listener:"), passedOn, prose),
    ...formatList(paint("bold", "Not seen:"), unseen, prose),
    ...summary,
    ...formatNextSteps(document, prose, options),
    "",
  ].join("\n");
}
