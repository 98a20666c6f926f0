import type { ServiceReference, Severity } from "./finding.ts";

export interface ExplainedPort {
  readonly port: number;
  readonly protocol: string;
  readonly services: readonly ServiceReference[];
  readonly threats: readonly {
    readonly name: string;
    readonly kind: string;
    readonly firstSeen: number | null;
    readonly confidence: "high" | "medium" | "low";
    readonly sources: readonly string[];
  }[];
  /** Who should reach it, and how bad it is when a LAN or the internet does. */
  readonly exposure: {
    readonly reach: string | null;
    readonly lan: Severity | null;
    readonly internet: Severity | null;
  };
  /** Plain language: what it is, who should reach it, what to do. */
  readonly advice: string;
  readonly alternative: string | null;
  readonly incidents: readonly string[];
  readonly sources: readonly string[];
}

/** `portreeve.explain/1`. */
export interface ExplainDocument {
  readonly schema: "portreeve.explain/1";
  readonly query: string;
  readonly ports: readonly ExplainedPort[];
}
