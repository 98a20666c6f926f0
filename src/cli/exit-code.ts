/** The one place that knows exit codes. */
import type { ErrorCode } from "../model/error.ts";

export const EXIT = { done: 0, error: 1, findings: 2, usage: 3, privilege: 4, interrupted: 130 } as const;

const BY_ERROR: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  privilege: EXIT.privilege,
  interrupted: EXIT.interrupted,
  "not-found": EXIT.error,
  unreadable: EXIT.error,
  invalid: EXIT.error,
  unsupported: EXIT.error,
  failed: EXIT.error,
};

export function exitCodeOf(code: ErrorCode): number {
  return BY_ERROR[code];
}
