/** The catalogue: what a port number means. Tables are loaded when first asked for. */
import type { Catalog, RiskFact, ThreatFact } from "../model/catalog.ts";
import { nearestNames } from "./nearest-names.ts";
import { indexByPort } from "./port-index.ts";
import {
  type DaemonTable,
  parseServiceRow,
  type RiskRow,
  type ServiceRow,
  type TableLoader,
  TEXT_PORTS,
  type ThreatRow,
} from "./tables.ts";

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

/** UDP-Lite has no registry of its own (RFC 3828, section 6): UDP's names hold. */
function registered(protocol: string): string {
  return protocol === "udplite" ? "udp" : protocol;
}

function threatFacts(rows: readonly ThreatRow[], protocol: string): ThreatFact[] {
  return rows.flatMap(([, ambiguous, entries]) =>
    entries
      .filter((entry) => entry[6].includes(protocol))
      .map(([name, kind, firstSeen, confidence, role, sources]) => ({
        name,
        kind,
        firstSeen,
        confidence,
        role,
        sources,
        ambiguous,
      })),
  );
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
  for (const row of services) {
    const [, protocols = "", name = ""] = row.split("|");
    const last = TEXT_PORTS.last(row);
    for (let port = TEXT_PORTS.first(row); port <= last; port++)
      for (const protocol of protocols.split(",")) add(name, port, protocol);
  }
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
  const services = once(() => indexByPort(serviceRows(), TEXT_PORTS));
  const threats = once(() => indexByPort(threatRows(), { first: (row) => row[0], last: (row) => row[0] }));
  const risks = once(() =>
    indexByPort(riskRows(), { first: (row) => row.port, last: (row) => row.portEnd ?? row.port }),
  );
  const daemons = once(() => load("daemons") as DaemonTable);
  const names = once(() => indexNames(serviceRows(), threatRows(), riskRows()));
  return {
    services(port, protocol) {
      const rows = services().rowsAt(port);
      return rows.flatMap((row) => parseServiceRow(row, registered(protocol)) ?? []);
    },
    threats: (port, protocol) => threatFacts(threats().rowsAt(port), registered(protocol)),
    risks(port, protocol) {
      return risks()
        .rowsAt(port)
        .filter((row) => row.proto === registered(protocol))
        .map(riskFact);
    },
    expectsDaemon: (program, port, protocol) => {
      const table = daemons();
      return Object.hasOwn(table, program) && (table[program]?.includes(`${port}/${protocol}`) ?? false);
    },
    portsNamed: (name) => names().get(name.toLowerCase()) ?? [],
    nearestNames: (name, most) => nearestNames(name, names().keys(), most),
  };
}
