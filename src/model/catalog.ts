import type { Severity, ThreatReference } from "./finding.ts";

/** A name for a port. */
export interface ServiceFact {
  readonly name: string;
  readonly description: string;
  /** `IANA`, or the catalogue's own sources. */
  readonly source: string;
}

/** Malware known for a port. A hint, never proof. */
export interface ThreatFact extends ThreatReference {
  readonly firstSeen: number | null;
  /** An everyday service's port: a hit alone means nothing. */
  readonly ambiguous: boolean;
  /** `listen`: the infected machine opens it; `c2`: the operator's side; `target`: attacked for spreading. */
  readonly role: "listen" | "c2" | "target" | "unspecified";
  readonly sources: readonly string[];
}

/** Who should reach a service, and what it costs when others do. */
export interface RiskFact {
  /** How many ports the fact speaks of: 1, or the width of a range. */
  readonly ports: number;
  readonly service: string;
  readonly category: string;
  readonly note: string;
  /** Who should reach it: see `src/catalog/data/risky-services.json`. */
  readonly reach: string;
  readonly severityLan: Severity;
  readonly severityInternet: Severity;
  readonly authDefault: string | null;
  readonly alternative: string | null;
  readonly amplification: string | null;
  readonly incidents: readonly string[];
  readonly sources: readonly string[];
}

/** Read-only facts about port numbers; every look-up is pure and takes under a microsecond. */
export interface Catalog {
  /** Preferred name first. */
  services(port: number, protocol: string): readonly ServiceFact[];
  threats(port: number, protocol: string): readonly ThreatFact[];
  risks(port: number, protocol: string): readonly RiskFact[];
  /** What the registry notes beside the names: use without registration. Plain sentences. */
  remarks(port: number, protocol: string): readonly string[];
  /** Whether the program of that file name is known to open the port (`sshd` on 22/tcp). */
  expectsDaemon(program: string, port: number, protocol: string): boolean;
  /** Ports, with protocol, that a service name, alias or threat name stands for; any case. */
  portsNamed(name: string): readonly { readonly port: number; readonly protocol: string }[];
  /** Known names nearest to a mistyped one, best first. */
  nearestNames(name: string, most: number): readonly string[];
}
