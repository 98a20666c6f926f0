/** Joins what all rules think of a listener into one verdict with its reasons. */
import {
  type Finding,
  type Reachability,
  type Reason,
  SEVERITIES,
  type ServiceReference,
  type Severity,
  type Verdict,
} from "../model/finding.ts";
import type { Listener } from "../model/listener.ts";
import { type Facts, gatherFacts, type JudgeContext } from "./facts.ts";
import type { Opinion, Rule } from "./rule.ts";
import { judgeAddress } from "./rules/address.ts";
import { judgeProgram } from "./rules/program.ts";
import { judgeService } from "./rules/service.ts";
import { judgeSniffer } from "./rules/sniffer.ts";
import { judgeThreat } from "./rules/threat.ts";

const RULES: readonly Rule[] = [judgeThreat, judgeProgram, judgeSniffer, judgeService, judgeAddress];

/** Nothing is guessed while rulesets are not read. */
const UNFILTERED: Reachability = {
  from: "any",
  verdict: "unknown",
  because: "this host's filters are not evaluated yet",
};

/** Of opinions that weigh the same, the one that asks for more. */
const ORDER: readonly Verdict[] = ["keep", "restrict", "close", "investigate"];

function weigh(opinion: Opinion): number {
  const verdict = opinion.verdict === null ? -1 : ORDER.indexOf(opinion.verdict);
  return SEVERITIES.indexOf(opinion.severity) * 10 + verdict;
}

/** IP protocol numbers of raw sockets that are met (IANA protocol-numbers). */
const IP_PROTOCOLS: Readonly<Record<number, string>> = {
  1: "icmp",
  2: "igmp",
  6: "tcp",
  17: "udp",
  47: "gre",
  50: "esp",
  58: "ipv6-icmp",
  89: "ospf",
  112: "vrrp",
  255: "raw",
};

function serviceOf({ listener, services, risk, backdoor }: Facts): ServiceReference | null {
  const { protocol, port } = listener;
  if (protocol === "raw") {
    const name = IP_PROTOCOLS[port];
    return name === undefined ? null : { name, description: `IP protocol ${port}`, source: "IANA" };
  }
  if (protocol === "packet")
    return { name: "capture", description: "frames of a network device", source: "packet(7)" };
  const [named] = services;
  if (named !== undefined) return named;
  const fact = risk ?? backdoor;
  return fact === null
    ? null
    : { name: fact.service, description: fact.note, source: fact.sources.join(", ") };
}

/** The verdict on one listener. Pure; the same listener and context give the same finding. */
export function judgeListener(listener: Listener, context: JudgeContext): Finding {
  const facts = gatherFacts(listener, context);
  const opinions = RULES.flatMap((rule) => rule(facts)).sort((a, b) => weigh(b) - weigh(a));
  const deciding = opinions.find((opinion) => opinion.verdict !== null);
  const severity: Severity = opinions[0]?.severity ?? "none";
  const reasons: Reason[] = opinions.map(({ code, text, source }) => ({ code, text, source }));
  if (reasons.length === 0)
    reasons.push({ code: "nothing-known", text: "Nothing is known against it.", source: "portreeve" });
  return {
    ...listener,
    reachable: listener.exposure === "loopback" ? [] : [UNFILTERED],
    service: serviceOf(facts),
    threats: facts.threats.map(({ name, kind, confidence }) => ({ name, kind, confidence })),
    verdict: deciding?.verdict ?? "keep",
    severity,
    reasons,
    lastUsed: null,
  };
}
