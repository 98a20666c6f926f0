import type { Gap } from "./gap.ts";
import type { Listener } from "./listener.ts";
import type { Protocol } from "./protocol.ts";

export const VERDICTS = ["keep", "restrict", "close", "investigate"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Least to most severe. */
export const SEVERITIES = ["none", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Reason {
  /** Stable, kebab-case. */
  readonly code: string;
  /** One plain sentence for an administrator who has not met this before. */
  readonly text: string;
  /** Where the fact comes from: a registry, a list, `this host`. */
  readonly source: string;
}

export interface ServiceReference {
  readonly name: string;
  readonly description: string;
  readonly source: string;
}

export interface ThreatReference {
  readonly name: string;
  readonly kind: string;
  readonly confidence: "high" | "medium" | "low";
}

/** What is said of one zone's access to a listener. */
export interface Reachability {
  readonly from: string;
  readonly verdict: "open" | "filtered" | "depends" | "unknown";
  readonly because: string;
}

/** A listener, and what is thought of it. */
export interface Finding extends Listener {
  readonly reachable: readonly Reachability[];
  readonly service: ServiceReference | null;
  readonly threats: readonly ThreatReference[];
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly reasons: readonly Reason[];
  /** RFC 3339, UTC; null when use was not observed. */
  readonly lastUsed: string | null;
}

/** Something reachable without a listener of its own (a redirect, a publish). */
export interface PathExposure {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly via: string;
  readonly target: string;
  readonly because: string;
}

export interface AuditSummary {
  readonly listeners: number;
  readonly keep: number;
  readonly restrict: number;
  readonly close: number;
  readonly investigate: number;
  /** 0–100, 100 best. */
  readonly score: number;
}

/** `portreeve.audit/1`. */
export interface AuditDocument {
  readonly schema: "portreeve.audit/1";
  readonly takenAt: string;
  readonly host: { readonly name: string; readonly os: string; readonly kernel: string };
  readonly source: "live" | "import";
  readonly listeners: readonly Finding[];
  readonly exposures: readonly PathExposure[];
  readonly gaps: readonly Gap[];
  readonly unparsed: number;
  readonly summary: AuditSummary;
}
