/** Shapes of the catalogue's tables as `scripts/build-catalog.mjs` writes them. */
import type { RiskFact, ServiceFact, ThreatFact } from "../model/catalog.ts";
import type { RowReader } from "./port-index.ts";

/** What facts of our own are said to come from. */
export const OWN_SOURCE = "portreeve catalogue";

export type TableName = "services" | "threats" | "risks" | "remarks" | "daemons";

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

/** The part of a row behind the bar at a place. */
function partAfter(row: string, bar: number): string {
  return row.slice(bar + 1, row.indexOf(BAR, bar + 1));
}

/** The parts of a row that is a text: how its ports and protocols are read. */
const TEXT_ROW = {
  first: (row: string) => readNumber(row, 0),
  last(row: string) {
    const dash = row.indexOf("-");
    return readNumber(row, dash < 0 || dash > row.indexOf(BAR) ? 0 : dash + 1);
  },
  protocols: (row: string) => partAfter(row, row.indexOf(BAR)).split(","),
};

/** Of rows `ports|protocols|sentence`. */
export const REMARK_READER: RowReader<string, string> = {
  ...TEXT_ROW,
  fact: (row) => row.split(BAR, 3)[2] ?? "",
};

/** The name that a row which is a text gives to its ports. */
export function nameOf(row: ServiceRow | ThreatRow): string {
  return partAfter(row, row.indexOf(BAR, row.indexOf(BAR) + 1));
}

export const SERVICE_READER: RowReader<ServiceRow, ServiceFact> = {
  ...TEXT_ROW,
  fact(row) {
    const [, , name = "", description = "", own] = row.split(BAR);
    return { name, description, source: own === undefined ? "IANA" : OWN_SOURCE };
  },
};

/**
 * `port|protocols|name|kind|first year|confidence|role|sources`, with a ninth part `ambiguous` for a port of an
 * everyday service; the year may be empty.
 */
export type ThreatRow = string;

export const THREAT_READER: RowReader<ThreatRow, ThreatFact> = {
  ...TEXT_ROW,
  fact(row) {
    const [, , name = "", kind = "", year = "", confidence, role, sources = "", ambiguous] = row.split(BAR);
    return {
      name,
      kind,
      firstSeen: year === "" ? null : Number(year),
      confidence: confidence as ThreatFact["confidence"],
      role: role as ThreatFact["role"],
      sources: sources.split(","),
      ambiguous: ambiguous !== undefined,
    };
  },
};

export interface RiskRow extends Omit<RiskFact, "ports" | "amplification"> {
  readonly port: number;
  readonly portEnd: number | null;
  readonly proto: string;
  readonly amplification: { readonly min: number; readonly max: number; readonly source: string } | null;
}

function formatFactor(amplification: NonNullable<RiskRow["amplification"]>): string {
  const { min, max, source } = amplification;
  return `${min === max ? min : `${min}–${max}`} times (${source})`;
}

export const RISK_READER: RowReader<RiskRow, RiskFact> = {
  first: (row) => row.port,
  last: (row) => row.portEnd ?? row.port,
  protocols: (row) => [row.proto],
  fact: (row) => ({
    ports: (row.portEnd ?? row.port) - row.port + 1,
    service: row.service,
    category: row.category,
    note: row.note,
    reach: row.reach,
    severityLan: row.severityLan,
    severityInternet: row.severityInternet,
    authDefault: row.authDefault,
    alternative: row.alternative,
    amplification: row.amplification === null ? null : formatFactor(row.amplification),
    incidents: row.incidents,
    sources: row.sources,
  }),
};

/** Gives a table by its name; called once for each, when first needed. */
export type TableLoader = (name: TableName) => unknown;
