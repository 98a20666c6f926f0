/** What the known service of the port asks for: who should reach it, and what it costs when others do. */
import type { RiskFact } from "../../model/catalog.ts";
import { SEVERITIES, type Severity, type Verdict } from "../../model/finding.ts";
import type { Facts, Scope } from "../facts.ts";
import { type Opinion, THIS_HOST } from "../rule.ts";

const SOURCE = "portreeve catalogue";

/** For people: whom a service is for. */
const AUDIENCE: Readonly<Record<string, string>> = {
  nobody: "nobody",
  loopback: "this machine alone",
  cluster: "the other machines of its cluster",
  management: "administrators' addresses",
  lan: "the local network",
  "internet-ok": "everyone, where you want that",
};
const WHERE: Readonly<Record<Scope, string>> = {
  host: "only from this machine",
  lan: "from the local network",
  internet: "on addresses that the internet may reach",
};

function lower(severity: Severity): Severity {
  return SEVERITIES[Math.max(0, SEVERITIES.indexOf(severity) - 1)] ?? "none";
}

function atLeast(severity: Severity, least: Severity): Severity {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(least) ? least : severity;
}

function decide(risk: RiskFact, scope: Scope): { verdict: Verdict; severity: Severity } {
  const severity = scope === "host" ? "none" : scope === "lan" ? risk.severityLan : risk.severityInternet;
  if (risk.reach === "nobody") return { verdict: "close", severity: atLeast(severity, "low") };
  if (scope === "host") return { verdict: "keep", severity: "none" };
  if (risk.reach === "internet-ok") return { verdict: "keep", severity: lower(severity) };
  if (scope === "lan" && risk.reach === "lan") return { verdict: "keep", severity: lower(severity) };
  return { verdict: "restrict", severity: atLeast(severity, "low") };
}

function judgeRisk({ listener, risk, scope }: Facts): Opinion[] {
  if (risk === null) return [];
  const { verdict, severity } = decide(risk, scope);
  const audience = AUDIENCE[risk.reach] ?? risk.reach;
  const opinions: Opinion[] = [
    {
      code: `service-${verdict}`,
      text: `${risk.service} is meant for ${audience}; here it listens ${WHERE[scope]}. ${risk.note}`,
      source: SOURCE,
      verdict,
      severity,
    },
  ];
  const remark = (code: string, text: string) =>
    opinions.push({ code, text, source: SOURCE, verdict: null, severity: "none" });
  if (verdict !== "keep" && risk.alternative !== null) remark("alternative", `Better: ${risk.alternative}.`);
  if (scope !== "host" && risk.authDefault === "none" && verdict !== "keep") {
    remark("no-authentication", `By default ${risk.service} asks nobody for a password.`);
  }
  if (scope === "internet" && risk.amplification !== null) {
    remark(
      "amplification",
      `Attackers can use it to multiply traffic against others: ${risk.amplification}.`,
    );
  }
  if (listener.protocol === "tcp" && listener.port === 22 && scope === "internet") {
    remark("limit-remote-administration", "Consider allowing it from administrators' addresses only.");
  }
  return opinions;
}

function judgeUnlisted(facts: Facts): Opinion[] {
  const { listener, risk, services, ownerKind, scope, expected } = facts;
  if (risk !== null || listener.protocol === "raw" || listener.protocol === "packet") return [];
  const opinion = (code: string, text: string, verdict: Verdict, severity: Severity): Opinion[] => [
    { code, text, source: THIS_HOST, verdict, severity },
  ];
  if (facts.isClientPort) {
    return opinion(
      "client-socket",
      "It looks like a client's socket: its number is one that the system gives to clients.",
      "keep",
      "none",
    );
  }
  if (scope === "host")
    return opinion("this-machine-only", "It can be reached only from this machine.", "keep", "none");
  const name = services[0]?.name;
  if (expected)
    return opinion(
      "expected-program",
      `${name ?? "The service"} is run by the program that is known for it.`,
      "keep",
      "none",
    );
  const what =
    name === undefined ? "No common service is known for this port." : `The port is registered for ${name}.`;
  if (ownerKind === "packaged" || ownerKind === "kernel") {
    return opinion(
      "purpose-unknown",
      `${what} If only some machines need it, allow only those.`,
      "restrict",
      "low",
    );
  }
  return opinion(
    "purpose-unknown",
    `${what} Find out what it is for; close it if nothing needs it.`,
    "investigate",
    scope === "internet" ? "medium" : "low",
  );
}

export function judgeService(facts: Facts): readonly Opinion[] {
  return [...judgeRisk(facts), ...judgeUnlisted(facts)];
}
