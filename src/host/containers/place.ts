/** Where the runtimes of a machine are looked for. */
export interface Place {
  /** Prefix of every path: empty, or `/proc/PID/root` for another mount namespace. */
  readonly root: string;
  /** Uids whose own runtimes are asked, beside the system's. */
  readonly users: readonly number[];
}
