/** The catalogue: what a port number means. Tables are loaded when first asked for. */
import type { Catalog } from "../model/catalog.ts";
import { nearestNames } from "./nearest-names.ts";
import { indexByPort } from "./port-index.ts";
import {
  type DaemonTable,
  nameOf,
  REMARK_READER,
  RISK_READER,
  type RiskRow,
  SERVICE_READER,
  type ServiceRow,
  type TableLoader,
  THREAT_READER,
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

/** Ports by name in lower case; names of services stand before those of malware. */
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
    const name = nameOf(row);
    const first = SERVICE_READER.first(row);
    const last = SERVICE_READER.last(row);
    for (const protocol of SERVICE_READER.protocols(row))
      for (let port = first; port <= last; port++) add(name, port, protocol);
  }
  for (const row of risks) add(row.service, row.port, row.proto);
  for (const row of threats) {
    const name = nameOf(row);
    for (const protocol of THREAT_READER.protocols(row)) add(name, THREAT_READER.first(row), protocol);
  }
  return names;
}

/** `load` gives the tables of `src/catalog/data`; they were written by our own script and are not checked again. */
export function createCatalog(load: TableLoader): Catalog {
  const serviceRows = once(() => load("services") as readonly ServiceRow[]);
  const threatRows = once(() => load("threats") as readonly ThreatRow[]);
  const riskRows = once(() => load("risks") as readonly RiskRow[]);
  const services = once(() => indexByPort(serviceRows(), SERVICE_READER));
  const threats = once(() => indexByPort(threatRows(), THREAT_READER));
  const risks = once(() => indexByPort(riskRows(), RISK_READER));
  const remarks = once(() => indexByPort(load("remarks") as readonly string[], REMARK_READER));
  const daemons = once(() => load("daemons") as DaemonTable);
  const names = once(() => indexNames(serviceRows(), threatRows(), riskRows()));
  return {
    services: (port, protocol) => services()(port, registered(protocol)),
    threats: (port, protocol) => threats()(port, registered(protocol)),
    risks: (port, protocol) => risks()(port, registered(protocol)),
    remarks: (port, protocol) => remarks()(port, registered(protocol)),
    expectsDaemon: (program, port, protocol) => {
      const table = daemons();
      return Object.hasOwn(table, program) && (table[program]?.includes(`${port}/${protocol}`) ?? false);
    },
    portsNamed: (name) => names().get(name.toLowerCase()) ?? [],
    nearestNames: (name, most) => nearestNames(name, names().keys(), most),
  };
}
