import type { Severity, Verdict } from "../model/finding.ts";
import type { Facts } from "./facts.ts";

/** What one rule thinks of one listener. */
export interface Opinion {
  readonly code: string;
  /** One plain sentence. */
  readonly text: string;
  readonly source: string;
  /** Null for a remark that does not decide. */
  readonly verdict: Verdict | null;
  readonly severity: Severity;
}

/** One concern; rules do not know each other. */
export type Rule = (facts: Facts) => readonly Opinion[];

export const THIS_HOST = "this host";
