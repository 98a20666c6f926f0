/** Shapes of the catalogue's tables as `scripts/build-catalog.mjs` writes them. */
import type { Severity } from "../model/finding.ts";

export type TableName = "services" | "threats" | "risks" | "daemons";

/** Ports (`22/tcp`) by a daemon's file name. */
export type DaemonTable = Readonly<Record<string, readonly string[]>>;

/** First port, last port, protocol, name, description. */
export type ServiceRow = readonly [number, number, string, string, string];

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
