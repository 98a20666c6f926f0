/** The audit as one JSON object a line: listeners, then gaps, last the summary. */
import type { AuditDocument } from "../model/finding.ts";
import { formatJson } from "../text/json-text.ts";

export function formatAuditNdjson(document: AuditDocument): string {
  const { listeners, exposures, gaps, summary, schema, takenAt, host, source, unparsed } = document;
  const lines = [
    ...listeners.map((listener) => ({ type: "listener", ...listener })),
    ...exposures.map((exposure) => ({ type: "exposure", ...exposure })),
    ...gaps.map((gap) => ({ type: "gap", ...gap })),
    { type: "summary", schema, takenAt, host, source, unparsed, ...summary },
  ];
  return `${lines.map((line) => formatJson(line, "line")).join("\n")}\n`;
}
