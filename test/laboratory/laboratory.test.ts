import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { AuditDocument, Finding } from "../../src/model/finding.ts";
import { run } from "../program.ts";
import { itUnless } from "../skip.ts";
import { buildLab } from "./build.ts";
import { CASES, type ExpectedRow, type LaboratoryCase } from "./cases.ts";
import { makeNetwork } from "./network.ts";
import { type Station, startStation, stopStations } from "./station.ts";

const FIRST_PORT = 21_000;
const VXLAN_PORT = 20_999;
const PORTLESS = new Set(["raw", "packet"]);
const PEERS = {
  ss: ["ss", "-tulpnw0"],
  netstat: ["netstat", "-tulpnw"],
  lsof: ["lsof", "-nP", "-i"],
} as const;

/**
 * `links`: /proc. `iterator`: the kernel's, over every file, while namespaces are looked for. `tables`: the kernel's,
 * over descriptor tables, once the namespaces are known.
 */
const METHODS = ["links", "iterator", "tables"] as const;

/** All cases stand at once; then each audit and each peer looks once. */
async function openLaboratory() {
  const name = `portreeve-lab-${process.pid}`;
  const network = makeNetwork(name);
  const named = makeNetwork(`${name}-named`);
  const folder = mkdtempSync(join(tmpdir(), "portreeve-lab-"));
  const env = { LAB_FOLDER: folder, LAB_NAMED: named.name };
  spawnSync("ip", [
    "-n",
    name,
    "link",
    "add",
    "vx0",
    "type",
    "vxlan",
    "id",
    "7",
    "dstport",
    String(VXLAN_PORT),
    "local",
    "192.0.2.1",
  ]);
  spawnSync("ip", ["-n", name, "link", "set", "vx0", "up"]);
  const stations = await Promise.all(
    CASES.map(({ id }, index) => startStation(id, FIRST_PORT + index, network.inside, env)),
  );
  const audits = new Map(
    METHODS.map((method) => {
      const words = method === "tables" ? ["--namespace", `/run/netns/${name}`] : [];
      const { stdout } = run(["audit", "--json", ...words], {
        env: { PORTREEVE_OWNERS: method === "links" ? "links" : "iterator" },
      });
      return [method, JSON.parse(stdout) as AuditDocument];
    }),
  );
  const peers = new Map(
    Object.entries(PEERS).map(([peer, words]) => {
      const [command = "", ...rest] = [...network.inside, ...words];
      return [peer, spawnSync(command, rest, { encoding: "utf8" }).stdout ?? ""];
    }),
  );
  return {
    stations,
    audits,
    peers,
    namespace: statSync(`/run/netns/${name}`).ino,
    async close() {
      await stopStations(stations);
      network[Symbol.dispose]();
      named[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const reason = buildLab();
const laboratory = reason === null ? await openLaboratory() : null;
afterAll(() => laboratory?.close());

/** The rows that an audit has of a case: by its namespace and port, or by its processes where it has no port. */
function rowsOf(document: AuditDocument, station: Station, { rows }: LaboratoryCase): Finding[] {
  const namespace = station.namespace === 0 ? laboratory?.namespace : station.namespace;
  const byPort = !rows.some((row) => row.port !== undefined);
  return document.listeners.filter((finding) => {
    if (finding.namespace.inode !== namespace) return false;
    if (!byPort) return finding.owners.some((owner) => station.pids.includes(owner.pid ?? 0));
    return finding.port === station.port && !PORTLESS.has(finding.protocol);
  });
}

function checkRow(finding: Finding, expected: ExpectedRow, station: Station): void {
  const pids = { all: station.pids, none: [], first: station.pids.slice(0, 1), last: station.pids.slice(-1) }[
    expected.owners ?? "all"
  ];
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
    if (method === "tables" && station?.namespace !== 0 && station?.namespace !== laboratory?.namespace)
      continue;
    const refused = reason ?? (station?.refused === null ? null : `this kernel: ${station?.refused}`);
    itUnless(refused, `${item.id}: ${item.title}`, () => {
      if (laboratory === null || station === undefined) throw new Error("no laboratory");
      const rows = rowsOf(laboratory.audits.get(method) as AuditDocument, station, item);
      expect(rows.map((row) => `${row.protocol} ${row.address}`).sort()).toEqual(
        item.rows.map((row) => `${row.protocol ?? "tcp"} ${row.address ?? "0.0.0.0"}`).sort(),
      );
      for (const expected of item.rows) {
        const finding = rows.find(
          (row) =>
            row.protocol === (expected.protocol ?? "tcp") && row.address === (expected.address ?? "0.0.0.0"),
        );
        if (finding === undefined) throw new Error("no row");
        checkRow(finding, expected, station);
      }
    });
  }

  itUnless(reason, "vxlan: the port of a VXLAN device is the kernel's", () => {
    const rows =
      laboratory?.audits
        .get(method)
        ?.listeners.filter((finding) => finding.port === VXLAN_PORT && finding.protocol === "udp") ?? [];
    expect(rows.map((row) => [row.ownerStatus, row.owners.length, row.ownerNote])).toEqual([
      ["kernel", 0, "The kernel itself opened it: VXLAN device vx0."],
    ]);
  });

  itUnless(reason, "every listener has an owner or a reason", () => {
    for (const finding of laboratory?.audits.get(method)?.listeners ?? []) {
      if (finding.owners.length === 0) expect(finding.ownerNote).toMatch(/\w+/);
      else for (const owner of finding.owners) expect(owner.pid).toBeGreaterThan(0);
    }
  });
});

/** Whether a peer has a line with the port and the PID of one of the case's processes. */
function peerShows(text: string, station: Station): boolean {
  return text
    .split("\n")
    .some(
      (line) =>
        line.includes(`:${station.port}`) &&
        station.pids.some((pid) => new RegExp(`(?:pid=|\\s|^)${pid}(?:,|/|\\s)`).test(line)),
    );
}

/** The table for docs/benchmarks.md, written by `npm run prove`. */
it("compares with the peers", () => {
  if (laboratory === null) return;
  const path = process.env["PORTREEVE_PROVE_OUT"];
  const lines = ["| case | portreeve | ss | netstat | lsof |", "| --- | --- | --- | --- | --- |"];
  const count = { portreeve: 0, ss: 0, netstat: 0, lsof: 0 };
  let made = 0;
  for (const [index, item] of CASES.entries()) {
    const station = laboratory.stations[index];
    if (station === undefined || station.refused !== null || item.rows.length === 0) continue;
    made++;
    const rows = rowsOf(laboratory.audits.get("iterator") as AuditDocument, station, item);
    const own = rows.length > 0 && rows.every((row) => row.owners.length > 0 || row.ownerNote !== null);
    if (own) count.portreeve++;
    const cells = Object.keys(PEERS).map((peer) => {
      const shows = item.rows.some((row) => row.port !== undefined)
        ? station.pids.some((pid) =>
            new RegExp(`(?:pid=|\\s)${pid}(?:,|/|\\s)`).test(laboratory.peers.get(peer) ?? ""),
          )
        : peerShows(laboratory.peers.get(peer) ?? "", station);
      if (shows) count[peer as keyof typeof PEERS]++;
      return shows ? "owner" : "–";
    });
    lines.push(
      `| ${item.title} | ${own ? (rows[0]?.owners.length ? "owner" : `reason: ${rows[0]?.ownerStatus}`) : "–"} | ${cells.join(" | ")} |`,
    );
  }
  lines.push(
    `| **of ${made}** | **${count.portreeve}** | **${count.ss}** | **${count.netstat}** | **${count.lsof}** |`,
  );
  expect(count.portreeve).toBe(made);
  if (path !== undefined) writeFileSync(path, `${lines.join("\n")}\n`);
});
