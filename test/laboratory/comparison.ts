/** The laboratory's table for people: what each tool shows of each case. */
import type { AuditDocument } from "../../src/model/finding.ts";
import { CASES } from "./cases.ts";
import { hasPort, type Laboratory } from "./laboratory.ts";
import { judgePeer, PEERS } from "./peer.ts";

export interface Comparison {
  /** Markdown, with a last row of sums. */
  readonly table: string;
  /** Cases that stood and have a listener. */
  readonly made: number;
  /** Those of them of which the audit tells the owners, or the reason why there is none. */
  readonly own: number;
}

function toRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function compareWithPeers(laboratory: Laboratory, document: AuditDocument): Comparison {
  const columns = ["case", "portreeve", ...PEERS.map((peer) => peer.id)];
  const lines = [toRow(columns), toRow(columns.map(() => "---"))];
  const counts = PEERS.map(() => 0);
  let made = 0;
  let own = 0;
  for (const [index, item] of CASES.entries()) {
    const station = laboratory.stations[index];
    if (station === undefined || station.refused !== null || item.rows.length === 0) continue;
    made++;
    const rows = laboratory.rowsOf(document, station, item);
    const isTold =
      rows.length === item.rows.length && rows.every((row) => row.owners.length > 0 || row.ownerNote);
    if (isTold) own++;
    const sights = PEERS.map((peer) =>
      judgePeer(peer, laboratory.peerText(peer.id, station), station, hasPort(item)),
    );
    for (const [at, sight] of sights.entries()) if (sight === "owner") counts[at] = (counts[at] ?? 0) + 1;
    const first = rows[0];
    const told = first?.owners.length ? "owner" : `reason: ${first?.ownerStatus}`;
    lines.push(toRow([item.title.replaceAll("|", "\\|"), isTold ? told : "–", ...sights]));
  }
  lines.push(
    toRow([`**owner or reason, of ${made}**`, `**${own}**`, ...counts.map((count) => `**${count}**`)]),
  );
  return { table: `${lines.join("\n")}\n`, made, own };
}
