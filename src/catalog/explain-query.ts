/** Explains a port, a range, a service or a threat in plain words, from the catalogue. */
import type { Catalog, RiskFact } from "../model/catalog.ts";
import type { ExplainDocument, ExplainedPort } from "../model/explain.ts";

const PROTOCOLS = ["tcp", "udp", "sctp"];
/** A wider range is a list, not an explanation. */
export const MAX_RANGE = 1024;

const AUDIENCE: Readonly<Record<string, string>> = {
  nobody: "Nobody should reach it.",
  loopback: "Only this machine itself should reach it.",
  cluster: "Only the other machines of its cluster should reach it.",
  management: "Only administrators' addresses should reach it.",
  lan: "Only the local network should reach it.",
  "internet-ok": "It may be open to everyone where the service is meant for them.",
};

function howTo(port: number, protocol: string): string {
  const windows =
    protocol === "udp"
      ? `Get-NetUDPEndpoint -LocalPort ${port}`
      : `Get-NetTCPConnection -LocalPort ${port} -State Listen`;
  return `On Linux: portreeve audit shows what holds ${port}/${protocol}; if nothing needs it, stop its service with systemctl disable --now NAME. On Windows: ${windows} shows the process; stop the service and set it to Disabled.`;
}

function adviceOf(
  port: number,
  protocol: string,
  risk: RiskFact | undefined,
  known: Pick<ExplainedPort, "services" | "threats"> & { readonly remarks: readonly string[] },
): string {
  const parts: string[] = [];
  const [service] = known.services;
  if (risk !== undefined) parts.push(risk.note, AUDIENCE[risk.reach] ?? "");
  else if (service !== undefined)
    parts.push(
      `It is registered for ${service.name}${service.description === "" ? "" : ` (${service.description})`}.`,
    );
  parts.push(...known.remarks);
  if (risk?.authDefault === "none") parts.push("By default it asks nobody for a password.");
  if (risk?.amplification !== null && risk !== undefined)
    parts.push(`Attackers can use it to multiply traffic: ${risk.amplification}.`);
  if (known.threats.length > 0) {
    parts.push(
      "Malware is known to use this number. That is a hint, not proof: what counts is which program holds the port.",
    );
  }
  parts.push(howTo(port, protocol));
  return parts.filter((part) => part !== "").join(" ");
}

/** All that is known of one port; null for nothing. */
export function explainPort(port: number, protocol: string, catalog: Catalog): ExplainedPort | null {
  const services = catalog
    .services(port, protocol)
    .map(({ name, description, source }) => ({ name, description, source }));
  const threats = catalog.threats(port, protocol).map(({ name, kind, firstSeen, confidence, sources }) => ({
    name,
    kind,
    firstSeen,
    confidence,
    sources,
  }));
  const risks = catalog.risks(port, protocol);
  const [risk] = risks;
  const remarks = catalog.remarks(port, protocol);
  if (services.length + threats.length + remarks.length === 0 && risk === undefined) return null;
  const named =
    risk === undefined || services.length > 0
      ? services
      : [{ name: risk.service, description: risk.note, source: risk.sources.join(", ") }];
  return {
    port,
    protocol,
    services: named,
    threats,
    exposure: {
      reach: risk?.reach ?? null,
      lan: risk?.severityLan ?? null,
      internet: risk?.severityInternet ?? null,
    },
    advice: adviceOf(port, protocol, risk, { services: named, threats, remarks }),
    alternative: risk?.alternative ?? null,
    incidents: [...new Set(risks.flatMap((item) => item.incidents))],
    sources: [
      ...new Set([
        ...named.map((item) => item.source),
        ...(remarks.length > 0 ? ["IANA"] : []),
        ...(risk?.sources ?? []),
        ...threats.flatMap((item) => item.sources),
      ]),
    ],
  };
}

interface PortQuery {
  readonly first: number;
  readonly last: number;
  readonly protocol: string | null;
}

/** `445`, `445/tcp`, `6000-6063`, `6000-6063/udp`; null for a name, which may look like anything else. */
export function parsePortQuery(query: string): PortQuery | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w+))?$/.exec(query.trim());
  if (match === null) return null;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return { first, last, protocol: match[3]?.toLowerCase() ?? null };
}

/** The explanation of a valid query; no ports when nothing is known. */
export function explainQuery(query: string, catalog: Catalog): ExplainDocument {
  const ports: ExplainedPort[] = [];
  const add = (port: number, protocol: string) => {
    const explained = explainPort(port, protocol, catalog);
    if (explained !== null) ports.push(explained);
  };
  const range = parsePortQuery(query);
  if (range === null) for (const { port, protocol } of catalog.portsNamed(query.trim())) add(port, protocol);
  else {
    const protocols = range.protocol === null ? PROTOCOLS : [range.protocol];
    for (let port = range.first; port <= range.last; port++)
      for (const protocol of protocols) add(port, protocol);
  }
  return { schema: "portreeve.explain/1", query, ports };
}
