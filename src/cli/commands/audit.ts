import { SEVERITIES, type Severity } from "../../model/finding.ts";
import { AUDIT_FORMATS } from "../../report/audit-formats.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

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
  async run({ options, output }) {
    const { audit } = await import("../../app/audit.ts");
    const document = await audit({ namespace: String(options["namespace"]) });
    output.write(document, AUDIT_FORMATS);
    const level = SEVERITIES.indexOf(options["failOn"] as Severity);
    const isSevere =
      level > 0 && document.listeners.some((finding) => SEVERITIES.indexOf(finding.severity) >= level);
    return isSevere ? EXIT.findings : EXIT.done;
  },
};
