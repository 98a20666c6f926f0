import { PortreeveError } from "../../model/error.ts";
import { SEVERITIES, type Severity } from "../../model/finding.ts";
import { AUDIT_FORMATS } from "../../report/audit-formats.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { nearestWord } from "../nearest-word.ts";

/** A bare name is a mistake or stands under /run/netns: told before anything is looked at. */
function checkNamespace(text: string): string {
  if (text === "all" || text === "current" || text.includes("/")) return text;
  const near = nearestWord(text, ["all", "current"]) ?? `/run/netns/${text}`;
  throw new PortreeveError("usage", `--namespace cannot be "${text}"`, "It is all, current, or a path", {
    hint: `portreeve audit --namespace ${near}`,
  });
}

export const auditCommand: Command = {
  name: "audit",
  summary: "what is open here, who opened it, and what to do about it",
  description:
    "Lists every socket of this machine that others could reach (TCP, UDP, UDP-Lite, SCTP, raw and packet sockets), in every network namespace, with the processes that hold it, what the port means, how far it is exposed, and a verdict with its reasons: keep, restrict, close or investigate. What could not be seen is told as such.",
  words: [],
  options: [
    {
      flags: "--namespace",
      value: "WHERE",
      summary: "network namespaces to look at: all, current, or the path of one",
      suggestions: ["all", "current"],
      fallback: "all",
    },
    {
      flags: "--fail-on",
      value: "LEVEL",
      summary: "exit with 2 when a finding is as severe or more",
      choices: SEVERITIES.slice(1),
    },
  ],
  examples: [
    { line: "portreeve audit", what: "all listeners, worst first" },
    {
      line: "sudo portreeve audit --fail-on high",
      what: "for a nightly job: exit code 2 when something is wrong",
    },
    { line: "portreeve audit -o csv=ports.csv -o table", what: "a file for a spreadsheet, and the table" },
    { line: "portreeve audit --namespace /run/netns/blue", what: "one network namespace" },
  ],
  needs: "nothing; root shows the owners of other users' listeners and all network namespaces",
  formats: AUDIT_FORMATS,
  async run({ options, output, signal }) {
    const namespace = checkNamespace(String(options["namespace"]));
    const { audit } = await import("../../app/audit.ts");
    const document = await audit({ namespace, signal });
    output.write(document, AUDIT_FORMATS);
    const level = SEVERITIES.indexOf(options["failOn"] as Severity);
    const isSevere =
      level > 0 && document.listeners.some((finding) => SEVERITIES.indexOf(finding.severity) >= level);
    return isSevere ? EXIT.findings : EXIT.done;
  },
};
