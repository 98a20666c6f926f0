/** All forms of an audit. */
import { formatJson } from "../text/json-text.ts";
import { formatAuditCsv } from "./audit-csv.ts";
import { formatAuditMarkdown } from "./audit-markdown.ts";
import { formatAuditNdjson } from "./audit-ndjson.ts";
import { formatAuditTable } from "./audit-table.ts";
import type { AuditFormat } from "./format.ts";

export const AUDIT_FORMATS: readonly AuditFormat[] = [
  { id: "table", summary: "for people (default)", format: formatAuditTable },
  { id: "json", summary: "one document", format: (document, { json }) => `${formatJson(document, json)}\n` },
  { id: "ndjson", summary: "one object a line", format: formatAuditNdjson },
  { id: "csv", summary: "for spreadsheets", format: formatAuditCsv },
  { id: "markdown", summary: "for tickets and wikis", format: formatAuditMarkdown },
];
