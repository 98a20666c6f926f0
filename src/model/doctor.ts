/** One thing that a command may need of the machine. */
export interface Ability {
  readonly id: string;
  readonly name: string;
  readonly status: "yes" | "partly" | "no";
  /** What was found. */
  readonly detail: string;
  /** How to get it; null when it is there. */
  readonly fix: string | null;
}

/** `portreeve.doctor/1`. */
export interface DoctorDocument {
  readonly schema: "portreeve.doctor/1";
  readonly abilities: readonly Ability[];
}
