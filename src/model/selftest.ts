export interface SelftestResult {
  readonly id: string;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly detail: string;
}

/** `portreeve.selftest/1`. */
export interface SelftestDocument {
  readonly schema: "portreeve.selftest/1";
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly tests: readonly SelftestResult[];
}
