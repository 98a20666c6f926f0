/** What to type after an audit: commands that can be copied as they stand, each with what it tells. */
import { type AuditDocument, type Finding, SEVERITIES } from "../model/finding.ts";
import { displayWidth, wrapText } from "../text/terminal.ts";
import { explainWord, mayHide } from "./audit-row.ts";
import type { FormatOptions } from "./format.ts";

interface Step {
  readonly command: string;
  readonly tells: string;
}

/** Names of units as systemd allows them (systemd.unit(5)): another text could smuggle in a command of its own. */
const UNIT = /^[\w:.@-]+\.(?:service|socket)$/;

function worstOf(listeners: readonly Finding[]): Finding | undefined {
  const rank = (finding: Finding) => SEVERITIES.indexOf(finding.severity);
  let worst: Finding | undefined;
  for (const finding of listeners)
    if (finding.verdict !== "keep" && (worst === undefined || rank(finding) > rank(worst))) worst = finding;
  return worst;
}

function stepsOf(document: AuditDocument): Step[] {
  const steps: Step[] = [];
  const worst = worstOf(document.listeners);
  if (worst !== undefined) {
    const tells = "what it is, who should reach it, what to do";
    steps.push({ command: `portreeve explain ${explainWord(worst)}`, tells });
    const [owner] = worst.owners;
    const unit = owner?.activates ?? owner?.unit ?? null;
    if (unit !== null && UNIT.test(unit))
      steps.push({ command: `systemctl status ${unit}`, tells: "the service behind it" });
    else if (owner !== undefined && owner.pid !== null)
      steps.push({ command: `ps -fp ${owner.pid}`, tells: "the program behind it" });
  }
  const isPartial = mayHide(document) || document.listeners.some((item) => item.ownerStatus === "unreadable");
  if (isPartial) steps.push({ command: "portreeve doctor", tells: "what keeps it from seeing the rest" });
  if (document.listeners.length > 0)
    steps.push({ command: "portreeve audit -o json", tells: "every detail, for scripts" });
  return steps;
}

/** Commands are never broken, however narrow the terminal; what they tell stands beside or below. */
export function formatNextSteps(document: AuditDocument, width: number, { paint }: FormatOptions): string[] {
  const steps = stepsOf(document);
  if (steps.length === 0) return [];
  const commandWidth = Math.max(...steps.map((step) => displayWidth(step.command)));
  const fits = steps.every((step) => commandWidth + displayWidth(step.tells) + 4 <= width);
  const lines = steps.flatMap(({ command, tells }) =>
    fits
      ? [`  ${command}${" ".repeat(commandWidth - displayWidth(command) + 2)}${paint("dim", tells)}`]
      : [`  ${command}`, ...wrapText(tells, width - 6).map((line) => `      ${paint("dim", line)}`)],
  );
  return ["", paint("bold", "Next:"), ...lines];
}
