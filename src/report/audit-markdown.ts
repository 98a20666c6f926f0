/** The audit as Markdown, for tickets and wikis. */
import type { AuditDocument } from "../model/finding.ts";
import { sanitizeText } from "../text/terminal.ts";
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

/** What begins markup or HTML, ends a cell, or makes a link of bare text (GitHub Flavored Markdown). */
const MARKUP = /[\\`*[\]|<>&~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[#+=-]|:(?=\/\/)|(?<=www)\./giu;

function escapeMarkdown(text: string): string {
  return sanitizeText(text).replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function formatAuditMarkdown(document: AuditDocument): string {
  const { host, takenAt, listeners, exposures, gaps } = document;
  const namespaces = hasNamespaces(document);
  const titles = [
    "Verdict",
    "Severity",
    "Port",
    "Address",
    ...(namespaces ? ["Namespace"] : []),
    "PID and program",
    "Service",
    "Why",
  ];
  const lines = [
    `# Open ports of ${escapeMarkdown(host.name)}`,
    "",
    `${escapeMarkdown(host.os)} ${escapeMarkdown(host.kernel)}, ${takenAt}`,
    "",
  ];
  if (listeners.length === 0) lines.push(emptyText(document));
  else {
    lines.push(summaryText(document), "", row(titles), row(titles.map(() => "---")));
    for (const finding of listeners) {
      const cells = [
        finding.verdict,
        finding.severity,
        endpointText(finding),
        addressText(finding),
        ...(namespaces ? [namespaceText(finding)] : []),
        ownersText(finding),
        serviceText(finding),
        reasonText(finding),
      ];
      lines.push(row(cells.map(escapeMarkdown)));
    }
  }
  if (exposures.length > 0) {
    lines.push("", "## Open without a listener", "");
    for (const exposure of exposures) {
      const text = `${endpointText(exposure)} on ${exposure.address} goes to ${exposure.target} (${exposure.via}): ${exposure.because}`;
      lines.push(`- ${escapeMarkdown(text)}`);
    }
  }
  if (gaps.length > 0) {
    lines.push("", "## Not seen", "");
    for (const gap of gaps)
      lines.push(
        `- ${escapeMarkdown(gap.what)}${gap.fix === null ? "" : ` To see it: ${escapeMarkdown(gap.fix)}`}`,
      );
  }
  return `${lines.join("\n")}\n`;
}
