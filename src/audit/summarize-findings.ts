/** Counts and the score of an audit, and the order in which its findings are shown. */
import { type AuditSummary, type Finding, SEVERITIES, type Severity, VERDICTS } from "../model/finding.ts";

/** The share of the score that one finding takes from what the others left. */
const COST: Readonly<Record<Severity, number>> = {
  none: 0,
  low: 0.005,
  medium: 0.04,
  high: 0.15,
  critical: 0.35,
};

export function summarizeFindings(findings: readonly Finding[]): AuditSummary {
  const count = (verdict: string) => findings.filter((finding) => finding.verdict === verdict).length;
  const left = findings.reduce((share, finding) => share * (1 - COST[finding.severity]), 1);
  return {
    listeners: findings.length,
    keep: count("keep"),
    restrict: count("restrict"),
    close: count("close"),
    investigate: count("investigate"),
    score: Math.round(left * 100),
  };
}

/** Worst first; then what asks for more; then by port, protocol and address. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) ||
    a.port - b.port ||
    compareText(a.protocol, b.protocol) ||
    compareText(a.address, b.address) ||
    a.namespace.inode - b.namespace.inode ||
    compareText(a.interface ?? "", b.interface ?? "")
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
