/** The audit as CSV (RFC 4180) with a header. */
import type { AuditDocument } from "../model/finding.ts";
import { sanitizeText } from "../text/terminal.ts";
import { namespaceText, reasonText } from "./audit-row.ts";

const HEADER = [
  "id",
  "verdict",
  "severity",
  "protocol",
  "address",
  "port",
  "interface",
  "namespace",
  "dualStack",
  "exposure",
  "sockets",
  "ownerStatus",
  "pids",
  "programs",
  "executables",
  "users",
  "units",
  "packages",
  "activates",
  "containers",
  "service",
  "threats",
  "reason",
];

/**
 * A spreadsheet runs a cell that starts so (OWASP, CSV injection), and in many countries a semicolon starts a cell;
 * an apostrophe makes it text. Full-width signs are read as their ASCII counterparts in some.
 */
const RUNS = /(^|;)(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

function cell(value: string | number | boolean | null): string {
  const text = sanitizeText(value === null ? "" : String(value));
  const safe = typeof value === "string" ? text.replace(RUNS, "$1$2'") : text;
  return /[",;\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function join(values: readonly (string | number | null)[]): string {
  return [...new Set(values.filter((value) => value !== null))].join("; ");
}

export function formatAuditCsv(document: AuditDocument): string {
  const rows = document.listeners.map((finding) => [
    finding.id,
    finding.verdict,
    finding.severity,
    finding.protocol,
    finding.address,
    finding.port,
    finding.interface,
    namespaceText(finding),
    finding.dualStack,
    finding.exposure,
    finding.sockets,
    finding.ownerStatus,
    join(finding.owners.map((owner) => owner.pid)),
    join(finding.owners.map((owner) => owner.name)),
    join(finding.owners.map((owner) => owner.executable)),
    join(finding.owners.map((owner) => owner.user ?? owner.uid)),
    join(finding.owners.map((owner) => owner.unit)),
    join(finding.owners.map((owner) => owner.package)),
    join(finding.owners.map((owner) => owner.activates)),
    join(finding.owners.map((owner) => owner.container?.name ?? owner.container?.id ?? null)),
    finding.service?.name ?? null,
    join(finding.threats.map((threat) => threat.name)),
    reasonText(finding),
  ]);
  return `${[HEADER, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
