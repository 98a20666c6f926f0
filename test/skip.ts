/** A test that a machine cannot run is skipped with the reason in its name. */
import { it } from "vitest";

/** `it` under a name; skipped when there is a reason. */
export function itUnless(reason: string | null, name: string, body: () => void | Promise<void>): void {
  if (reason === null) it(name, body);
  else it.skip(`${name} (skipped: ${reason})`, body);
}
