import { getSystemErrorMap } from "node:util";

/** The system's own words for a failed call ("no space left on device"), without paths and numbers of ours. */
export function describeSystemError(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  const text = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  if (text !== undefined) return text.charAt(0).toUpperCase() + text.slice(1);
  return error instanceof Error ? error.message : String(error);
}
