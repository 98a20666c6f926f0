import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { AuditDocument, Finding } from "../../src/model/finding.ts";
import { itUnless } from "../skip.ts";
import { buildLab } from "./build.ts";
import { CASES } from "./cases.ts";
import { compareWithPeers } from "./comparison.ts";
import { hasPort, METHODS, openLaboratory, VXLAN_PORT } from "./laboratory.ts";
import type { ExpectedRow } from "./laboratory-case.ts";
import type { Station } from "./station.ts";

const reason = buildLab();
const laboratory = reason === null ? await openLaboratory() : null;
afterAll(() => laboratory?.close());

function auditBy(method: string): AuditDocument {
  const document = laboratory?.audits.get(method);
  if (document === undefined) throw new Error("no audit");
  return document;
}

/** What tells the rows of one case apart. */
function keyOf(row: { protocol?: string; address?: string; interface?: string | null }): string {
  return `${row.protocol ?? "tcp"} ${row.address ?? "0.0.0.0"} ${row.interface ?? ""}`;
}

function checkRow(finding: Finding, expected: ExpectedRow, station: Station): void {
  const pids = expected.owners === "none" ? [] : station.pids;
  expect({
    protocol: finding.protocol,
    address: finding.address,
    port: finding.port,
    interface: finding.interface,
    dualStack: finding.dualStack,
    sockets: finding.sockets,
    ownerStatus: finding.ownerStatus,
    exposure: finding.exposure,
    pids: finding.owners.map((owner) => owner.pid).sort(),
  }).toEqual({
    protocol: expected.protocol ?? "tcp",
    address: expected.address ?? "0.0.0.0",
    port: expected.port === -1 ? finding.port : (expected.port ?? station.port),
    interface: expected.interface ?? null,
    dualStack: expected.dualStack ?? false,
    sockets: expected.sockets ?? 1,
    ownerStatus: expected.status ?? "known",
    exposure: expected.exposure ?? "any",
    pids: [...pids].sort(),
  });
  expected.check?.(finding);
}

describe.each(METHODS)("laboratory, owners by %s", (method) => {
  for (const [index, item] of CASES.entries()) {
    const station = laboratory?.stations[index];
    if (method === "tables" && station !== undefined && laboratory?.isElsewhere(station)) continue;
    const lacks = station !== undefined && station.refused !== null && item.mayLack !== undefined;
    const busy = method === "links" && item.isDeep ? (laboratory?.busy ?? null) : null;
    const skip = reason ?? (lacks ? `no ${item.mayLack} here: ${station.refused}` : busy);
    itUnless(skip, `${item.id}: ${item.title}`, () => {
      if (laboratory === null || station === undefined) throw new Error("no laboratory");
      expect(station.refused).toBe(null);
      expect(station.pids.length > 0 || item.rows.some((row) => row.owners === "none")).toBe(true);
      const rows = laboratory.rowsOf(auditBy(method), station, item);
      expect(rows.map(keyOf).sort()).toEqual(item.rows.map(keyOf).sort());
      for (const expected of item.rows) {
        const finding = rows.find((row) => keyOf(row) === keyOf(expected));
        if (finding === undefined) throw new Error("no row");
        checkRow(finding, expected, station);
      }
    });
  }

  itUnless(reason, "vxlan: the port of a VXLAN device is the kernel's", () => {
    const rows = auditBy(method).listeners.filter(
      (finding) => finding.port === VXLAN_PORT && finding.protocol === "udp",
    );
    expect(rows.map((row) => [row.ownerStatus, row.owners.length, row.ownerNote])).toEqual([
      ["kernel", 0, "The kernel itself opened it: VXLAN device vx0."],
    ]);
  });

  itUnless(reason, "every listener has an owner or a reason", () => {
    for (const finding of auditBy(method).listeners) {
      if (finding.owners.length === 0) expect(finding.ownerNote).toMatch(/\w+/);
      else for (const owner of finding.owners) expect(owner.pid).toBeGreaterThan(0);
    }
  });

  itUnless(reason, "no process of a case owns what is not its own", () => {
    if (laboratory === null) throw new Error("no laboratory");
    const wrong = auditBy(method).listeners.filter((finding) => {
      const pids = finding.owners.map((owner) => owner.pid);
      return laboratory.stations.some(
        (station, index) =>
          hasPort(CASES[index] ?? { id: "", title: "", rows: [] }) &&
          station.pids.some((pid) => pids.includes(pid)) &&
          finding.port !== station.port,
      );
    });
    expect(wrong).toEqual([]);
  });
});

/** The table for docs/benchmarks.md, written by `npm run prove`. */
itUnless(reason, "compares with the peers", () => {
  if (laboratory === null) throw new Error("no laboratory");
  const { table, own, made } = compareWithPeers(laboratory, auditBy("iterator"));
  const path = process.env["PORTREEVE_PROVE_OUT"];
  if (path !== undefined) writeFileSync(path, table);
  expect(own).toBe(made);
  expect(made).toBeGreaterThanOrEqual(40);
});

it("names each case once", () => {
  expect(new Set(CASES.map((item) => item.id)).size).toBe(CASES.length);
});
