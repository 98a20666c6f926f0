/** The catalogue: what a port number means. Tables are loaded when first asked for. */
import type { Catalog, RiskFact, ServiceFact, ThreatFact } from "../model/catalog.ts";
import { nearestNames } from "./nearest-names.ts";
import { PortIndex } from "./port-index.ts";
import type { DaemonTable, RiskRow, ServiceRow, TableLoader, ThreatRow } from "./tables.ts";

interface NamedPort {
  readonly port: number;
  readonly protocol: string;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function indexServices(rows: readonly ServiceRow[]): PortIndex<ServiceFact> {
  const index = new PortIndex<ServiceFact>();
  for (const [first, last, protocol, name, description] of rows) {
    index.add(first, last, protocol, { name, description, source: "IANA" });
  }
  return index;
}

function indexThreats(rows: readonly ThreatRow[]): PortIndex<ThreatFact> {
  const index = new PortIndex<ThreatFact>();
  for (const [port, ambiguous, entries] of rows) {
    for (const [name, kind, firstSeen, confidence, role, sources, protocols] of entries) {
      for (const protocol of protocols) {
        index.add(port, port, protocol, { name, kind, firstSeen, confidence, role, sources, ambiguous });
      }
    }
  }
  return index;
}

function riskFact(row: RiskRow): RiskFact {
  const {
    amplification,
    service,
    category,
    note,
    reach,
    severityLan,
    severityInternet,
    authDefault,
    alternative,
    incidents,
    sources,
  } = row;
  const factor =
    amplification === null
      ? null
      : amplification.min === amplification.max
        ? `${amplification.min}`
        : `${amplification.min}–${amplification.max}`;
  return {
    ports: (row.portEnd ?? row.port) - row.port + 1,
    service,
    category,
    note,
    reach,
    severityLan,
    severityInternet,
    authDefault,
    alternative,
    amplification: amplification === null ? null : `${factor} times (${amplification.source})`,
    incidents,
    sources,
  };
}

function indexRisks(rows: readonly RiskRow[]): PortIndex<RiskFact> {
  const index = new PortIndex<RiskFact>();
  for (const row of rows) index.add(row.port, row.portEnd ?? row.port, row.proto, riskFact(row));
  return index;
}

function indexNames(
  services: readonly ServiceRow[],
  threats: readonly ThreatRow[],
  risks: readonly RiskRow[],
): Map<string, NamedPort[]> {
  const names = new Map<string, NamedPort[]>();
  const add = (name: string, port: number, protocol: string) => {
    const key = name.toLowerCase();
    const known = names.get(key);
    if (known === undefined) names.set(key, [{ port, protocol }]);
    else if (!known.some((item) => item.port === port && item.protocol === protocol))
      known.push({ port, protocol });
  };
  for (const [first, last, protocol, name] of services)
    for (let port = first; port <= last; port++) add(name, port, protocol);
  for (const row of risks) add(row.service, row.port, row.proto);
  for (const [port, , entries] of threats)
    for (const entry of entries) for (const protocol of entry[6]) add(entry[0], port, protocol);
  return names;
}

/** `load` gives the tables of `src/catalog/data`; they were written by our own script and are not checked again. */
export function createCatalog(load: TableLoader): Catalog {
  const serviceRows = once(() => load("services") as readonly ServiceRow[]);
  const threatRows = once(() => load("threats") as readonly ThreatRow[]);
  const riskRows = once(() => load("risks") as readonly RiskRow[]);
  const services = once(() => indexServices(serviceRows()));
  const threats = once(() => indexThreats(threatRows()));
  const risks = once(() => indexRisks(riskRows()));
  const daemons = once(() => load("daemons") as DaemonTable);
  const names = once(() => indexNames(serviceRows(), threatRows(), riskRows()));
  return {
    services: (port, protocol) => services().get(port, protocol),
    threats: (port, protocol) => threats().get(port, protocol),
    risks: (port, protocol) => risks().get(port, protocol),
    expectsDaemon: (program, port, protocol) => {
      const table = daemons();
      return Object.hasOwn(table, program) && (table[program]?.includes(`${port}/${protocol}`) ?? false);
    },
    portsNamed: (name) => names().get(name.toLowerCase()) ?? [],
    nearestNames: (name, most) => nearestNames(name, names().keys(), most),
  };
}
