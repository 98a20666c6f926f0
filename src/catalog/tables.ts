/** Shapes of the catalogue's tables as `scripts/build-catalog.mjs` writes them. */
import type { ServiceFact } from "../model/catalog.ts";
import type { Severity } from "../model/finding.ts";

/** What facts of our own are said to come from. */
export const OWN_SOURCE = "portreeve catalogue";

export type TableName = "services" | "threats" | "risks" | "daemons";

/** Ports (`22/tcp`) by a daemon's file name. */
export type DaemonTable = Readonly<Record<string, readonly string[]>>;

/**
 * `ports|protocols|name|description`, with a fifth part `own` for a name that the registry does not have: `6000-6063|tcp,udp|…`.
 * One text a row, because a list of texts is parsed many times faster than a list of lists.
 */
export type ServiceRow = string;

const ZERO = 48;
const BAR = "|";

/** The number that starts at a place of a text. `Number.parseInt` takes ten times longer. */
function readNumber(text: string, at: number): number {
  let value = 0;
  for (let index = at; index < text.length; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}

/** First and last port of a row that is a text. */
export const TEXT_PORTS = {
  first: (row: string) => readNumber(row, 0),
  last(row: string) {
    const dash = row.indexOf("-");
    return readNumber(row, dash < 0 || dash > row.indexOf(BAR) ? 0 : dash + 1);
  },
};

/** A row of services for a protocol; null when the row is not of that protocol. */
export function parseServiceRow(row: ServiceRow, protocol: string): ServiceFact | null {
  const protocolsAt = row.indexOf(BAR) + 1;
  const nameAt = row.indexOf(BAR, protocolsAt) + 1;
  if (!`,${row.slice(protocolsAt, nameAt - 1)},`.includes(`,${protocol},`)) return null;
  const [name = "", description = "", own] = row.slice(nameAt).split(BAR);
  return { name, description, source: own === undefined ? "IANA" : OWN_SOURCE };
}

/** Name, kind, first year, confidence, role, sources, protocols. */
export type ThreatEntry = readonly [
  string,
  string,
  number | null,
  "high" | "medium" | "low",
  "listen" | "c2" | "target" | "unspecified",
  readonly string[],
  readonly string[],
];

/** Port, whether it is an everyday service's, threats. */
export type ThreatRow = readonly [number, boolean, readonly ThreatEntry[]];

export interface RiskRow {
  readonly port: number;
  readonly portEnd: number | null;
  readonly proto: string;
  readonly service: string;
  readonly category: string;
  readonly note: string;
  readonly reach: string;
  readonly severityLan: Severity;
  readonly severityInternet: Severity;
  readonly authDefault: string | null;
  readonly alternative: string | null;
  readonly amplification: { readonly min: number; readonly max: number; readonly source: string } | null;
  readonly incidents: readonly string[];
  readonly sources: readonly string[];
}

/** Gives a table by its name; called once for each, when first needed. */
export type TableLoader = (name: TableName) => unknown;
