/**
 * Something that could not be seen, and why. It is data, not an error, so that "nothing is open" never
 * looks like "could not look".
 */
export interface Gap {
  /** Stable, kebab-case: `needs-root`, `filters-not-evaluated`, … */
  readonly code: string;
  /** What could not be seen and why, one plain sentence. */
  readonly what: string;
  /** What to do or type to see it; null when nothing helps. */
  readonly fix: string | null;
}

/** A value, and what is missing from it. */
export interface Collected<T> {
  readonly value: T;
  readonly gaps: readonly Gap[];
}
