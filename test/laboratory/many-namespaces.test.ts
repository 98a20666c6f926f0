/** More namespaces than one reading of the kernel's list has room for: none may be missed. */
import { afterAll, describe, expect } from "vitest";
import type { AuditDocument } from "../../src/model/finding.ts";
import { run } from "../program.ts";
import { itUnless } from "../skip.ts";
import { buildLab } from "./build.ts";
import { startStation, stopStations } from "./station.ts";

const PORT = 22_022;
const reason = buildLab();
const station = reason === null ? await startStation("many_namespaces", PORT, [], {}) : null;
afterAll(() => stopStations(station === null ? [] : [station]));

describe.each(["links", "iterator"])("100 network namespaces, owners by %s", (method) => {
  itUnless(reason, "each shows its listener and its owner", () => {
    expect(station?.refused).toBe(null);
    const { stdout } = run(["audit", "--json"], { env: { PORTREEVE_OWNERS: method } });
    const rows = (JSON.parse(stdout) as AuditDocument).listeners.filter((finding) => finding.port === PORT);
    const pids = rows.flatMap((finding) => finding.owners.map((owner) => owner.pid));
    expect(pids.sort()).toEqual([...(station?.pids ?? [])].sort());
    expect(new Set(rows.map((finding) => finding.namespace.inode)).size).toBe(100);
  });
});
