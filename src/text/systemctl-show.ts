/** The sockets that systemd holds for services, from `systemctl show --type=socket` (systemctl(1), systemd.socket(5)). */
import type { HeldSocket } from "../model/observation.ts";
import type { Protocol } from "../model/protocol.ts";

const KINDS: Readonly<Record<string, Protocol>> = { Stream: "tcp", Datagram: "udp" };

/** `0.0.0.0:22`, `[::]:22`, `22`; null for a path or another kind. */
function parseEndpoint(text: string): { address: string | null; port: number } | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\](?:%\S+)?:|([0-9.]+):)?(\d{1,5})$/.exec(text);
  if (match === null) return null;
  return { address: match[1]?.toLowerCase() ?? match[2] ?? null, port: Number(match[3]) };
}

/** Blocks of `KEY=VALUE` with blank lines between; `Listen` may stand several times. Never throws. */
export function parseSystemctlShow(text: string): HeldSocket[] {
  const held: HeldSocket[] = [];
  for (const block of text.split(/\n\s*\n/)) {
    const lines = block.split("\n");
    const valuesOf = (key: string) =>
      lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
    const [socketUnit] = valuesOf("Id");
    const service = valuesOf("Triggers")[0]?.split(" ")[0];
    if (socketUnit === undefined || service === undefined || service === "") continue;
    for (const value of valuesOf("Listen")) {
      // One line may hold several: `0.0.0.0:22 (Stream) [::]:22 (Stream)`.
      for (const [, endpoint, kind] of value.matchAll(/(\S+) \((\w+)\)/g)) {
        const parsed = parseEndpoint(endpoint ?? "");
        const protocol = KINDS[kind ?? ""];
        if (parsed !== null && protocol !== undefined)
          held.push({ socketUnit, service, protocol, ...parsed });
      }
    }
  }
  return held;
}
