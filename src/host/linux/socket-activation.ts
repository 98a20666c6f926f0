/** The services behind the sockets that systemd itself holds. */
import type { Gap } from "../../model/gap.ts";
import type { HeldSocket } from "../../model/observation.ts";
import { parseSystemctlShow } from "../../text/systemctl-show.ts";
import { runCommand } from "../exec.ts";

/** What the system's manager holds; asked for only when it is an owner. A user's own manager is not asked. */
export async function readHeldSockets(): Promise<{ held: readonly HeldSocket[]; gaps: readonly Gap[] }> {
  const { status, stdout, stderr } = await runCommand("systemctl", [
    "show",
    "--type=socket",
    "--all",
    "--property=Id,Listen,Triggers",
  ]);
  if (status === 0) return { held: parseSystemctlShow(stdout), gaps: [] };
  const why = stderr.trim().split("\n")[0] ?? "";
  return {
    held: [],
    gaps: [
      {
        code: "activation-unknown",
        what: `systemd did not say which services its sockets start${why === "" ? "" : ` (${why})`}.`,
        fix: null,
      },
    ],
  };
}
