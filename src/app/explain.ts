import { explainPort, explainQuery, MAX_RANGE, parsePortQuery } from "../catalog/explain-query.ts";
import { PortreeveError } from "../model/error.ts";
import type { ExplainDocument } from "../model/explain.ts";
import { audit } from "./audit.ts";
import { openCatalog } from "./catalog.ts";

const FINDING_ID = /^[0-9a-f]{12}$/;
const PORT_PROTOCOLS = ["tcp", "udp", "sctp", "dccp"];
const MAX_NEAR = 5;

function checkPorts(query: string): void {
  const range = parsePortQuery(query);
  if (range === null) return;
  const fail = (why: string, hint: string) => {
    throw new PortreeveError("usage", `"${query}" is no port`, why, { hint });
  };
  if (range.last > 65_535) fail("Ports go from 0 to 65535", "portreeve explain 443");
  if (range.first > range.last)
    fail("The range ends before it starts", `portreeve explain ${range.last}-${range.first}`);
  if (range.last - range.first >= MAX_RANGE)
    fail(
      `A range may have ${MAX_RANGE} ports`,
      `portreeve explain ${range.first}-${range.first + MAX_RANGE - 1}`,
    );
  if (range.protocol !== null && !PORT_PROTOCOLS.includes(range.protocol))
    fail(`The protocol ${range.protocol} has no ports`, `portreeve explain ${range.first}/tcp`);
}

/** A finding of the machine's present state, by its id. */
async function explainFinding(id: string): Promise<ExplainDocument | null> {
  const { listeners } = await audit();
  const finding = listeners.find((item) => item.id === id);
  if (finding === undefined) return null;
  const { port, protocol } = finding;
  const known = explainPort(port, protocol, openCatalog());
  const reasons = finding.reasons.map((reason) => reason.text).join(" ");
  return {
    schema: "portreeve.explain/1",
    query: id,
    ports: [
      {
        port,
        protocol,
        services: known?.services ?? [],
        threats: known?.threats ?? [],
        exposure: known?.exposure ?? { reach: null, lan: null, internet: null },
        advice:
          `Verdict: ${finding.verdict}, severity ${finding.severity}. ${reasons} ${known?.advice ?? ""}`.trim(),
        alternative: known?.alternative ?? null,
        incidents: known?.incidents ?? [],
        sources: [...new Set([...finding.reasons.map((reason) => reason.source), ...(known?.sources ?? [])])],
      },
    ],
  };
}

/**
 * What a port, range, service, threat or finding means. Throws a PortreeveError: `usage` for what is no port,
 * `not-found` with the nearest names when nothing is known.
 */
export async function explain(query: string): Promise<ExplainDocument> {
  checkPorts(query);
  const catalog = openCatalog();
  const document = explainQuery(query, catalog);
  if (document.ports.length > 0) return document;
  const finding = FINDING_ID.test(query) ? await explainFinding(query) : null;
  if (finding !== null) return finding;
  if (parsePortQuery(query) !== null) {
    throw new PortreeveError(
      "not-found",
      `Nothing is known of ${query}`,
      "Neither the registry nor our own lists have it",
      {
        hint: "portreeve audit, which shows the program that holds a port here",
      },
    );
  }
  const near = catalog.nearestNames(query, MAX_NEAR);
  throw new PortreeveError(
    "not-found",
    `Nothing is known of "${query}"`,
    near.length === 0 ? "No name is near to it" : `Near to it: ${near.join(", ")}`,
    {
      hint:
        near[0] === undefined
          ? "portreeve explain 443, or a service's name"
          : `portreeve explain ${/\s/.test(near[0]) ? JSON.stringify(near[0]) : near[0]}`,
    },
  );
}
