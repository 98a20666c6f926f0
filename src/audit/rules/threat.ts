/** Malware known for the number. A name is not an accusation: what counts is who holds the port. */
import type { Severity } from "../../model/finding.ts";
import type { Facts } from "../facts.ts";
import type { Opinion } from "../rule.ts";

const MAX_NAMES = 3;

function severityOf({ ownerKind, scope }: Facts, isCertain: boolean): Severity {
  switch (ownerKind) {
    case "suspect":
      return "critical";
    case "unpackaged":
    case "unknown":
    case "interpreter":
      if (scope === "host") return "medium";
      return isCertain ? "high" : "medium";
    case "unchecked":
      return isCertain && scope !== "host" ? "medium" : "low";
    default:
      return "low";
  }
}

/** Names that say something here: not those of everyday ports, nor of ports on the attacker's side alone. */
export function tellingThreats({ threats }: Pick<Facts, "threats">) {
  return threats.filter((threat) => !threat.ambiguous && threat.role !== "target");
}

export function judgeThreat(facts: Facts): readonly Opinion[] {
  const { backdoor, ownerKind, expected } = facts;
  const telling = tellingThreats(facts);
  if (telling.length === 0 && backdoor === null) return [];
  const isCertain = backdoor !== null || telling.some((threat) => threat.confidence === "high");
  const names = telling.slice(0, MAX_NAMES).map((threat) => threat.name);
  const known =
    names.length > 0
      ? `Malware is known for this port: ${names.join(", ")}${telling.length > MAX_NAMES ? ", …" : ""}.`
      : `${backdoor?.note ?? ""}`;
  const isTrusted = ownerKind === "packaged" || ownerKind === "kernel" || expected;
  return [
    {
      code: "threat-port",
      text: isTrusted
        ? `${known} The program that holds it is an installed one: a hint, not an accusation.`
        : `${known} Look at the program that holds it.`,
      source: telling[0]?.sources.join(", ") ?? "portreeve catalogue",
      verdict: isTrusted ? null : "investigate",
      severity: isTrusted ? "none" : severityOf(facts, isCertain),
    },
  ];
}
