import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeListener } from "../../src/audit/judge-listener.ts";
import { compareFindings, summarizeFindings } from "../../src/audit/summarize-findings.ts";
import { createCatalog } from "../../src/catalog/catalog.ts";
import { mergeListeners } from "../../src/inventory/merge-listeners.ts";
import type { AuditDocument, Finding } from "../../src/model/finding.ts";
import type { Owner } from "../../src/model/listener.ts";
import type { Observation } from "../../src/model/observation.ts";
import { AUDIT_FORMATS } from "../../src/report/audit-formats.ts";
import { parseProcStat } from "../../src/text/proc-stat.ts";
import { buildLab } from "../laboratory/build.ts";
import { makeNetwork } from "../laboratory/network.ts";
import { startStation, stopStations } from "../laboratory/station.ts";
import { root, run } from "../program.ts";
import { itUnless } from "../skip.ts";
import { readCsv } from "./csv-reader.ts";
import { forgedLines, hostileBytes, hostileText, isDangerous } from "./hostile-text.ts";

const isProof = process.env["PORTREEVE_PROVE"] === "1";
const NAMES = isProof ? 100_000 : 5_000;
const REAL_NAMES = isProof ? 500 : 60;
const BATCH = 250;
const SEED = Number(process.env["PORTREEVE_SEED"] ?? 2003);

const data = join(root, "src/catalog/data");
const catalog = createCatalog((name) => JSON.parse(readFileSync(join(data, `${name}.json`), "utf8")));
const context = { catalog, ephemeralPorts: null, localAddresses: new Map() };

interface Hostile {
  readonly name: string;
  readonly path: string;
  readonly words: readonly string[];
}

const hostile = fc.record({
  name: hostileText,
  path: hostileText,
  words: fc.array(hostileText, { maxLength: 3 }),
});

function ownerOf({ name, path, words }: Hostile, pid: number): Owner {
  // As the kernel would tell it: the name through the parser of /proc/PID/stat.
  const stat = parseProcStat(`${pid} (${name}) S 1 ${"0 ".repeat(17)}500 0`);
  return {
    pid,
    name: stat?.name ?? null,
    executable: path,
    executableDeleted: false,
    executableInMemory: false,
    commandLine: words,
    user: name,
    uid: 0,
    startedAt: null,
    parents: [{ pid: 1, name }],
    unit: path,
    activates: null,
    package: name,
    packageStatus: "packaged",
    container: { id: path, name, image: path },
    containerRole: null,
  };
}

/** A batch of processes with one listener each, all the way to the document. */
function documentOf(batch: readonly Hostile[]): AuditDocument {
  const observation: Observation = {
    takenAt: "2026-11-24T00:00:00.000Z",
    host: { name: batch[0]?.name ?? "", os: "linux", kernel: "6" },
    namespaces: [{ inode: 1, name: batch[0]?.path ?? "" }],
    sockets: batch.map((item, index) => ({
      protocol: "tcp",
      mptcp: false,
      namespace: 1,
      address: "0.0.0.0",
      port: 1000 + index,
      interface: index % 7 === 0 ? item.name : null,
      v6only: null,
      backlog: 1,
      receiveQueue: 0,
      sendQueue: 0,
      uid: 0,
      inode: index + 1,
      cgroup: item.path,
    })),
    holders: batch.map((_, index) => ({ inode: index + 1, pid: index + 10, via: "process" })),
    owners: new Map(batch.map((item, index) => [index + 10, ownerOf(item, index + 10)])),
    evidence: {
      complete: true,
      seesAllProcesses: true,
      kernelServices: [],
      vanished: new Set(),
      parkedWith: [],
    },
    heldSockets: [],
    containers: [],
    identities: new Map(),
    reaches: new Map(),
    localAddresses: new Map(),
    ephemeralPorts: null,
    gaps: [{ code: "x", what: batch[0]?.name ?? "", fix: batch[0]?.path ?? "" }],
  };
  const findings = mergeListeners(observation, (text) => Buffer.from(text).toString("hex"))
    .map((listener) => judgeListener(listener, context))
    .sort(compareFindings);
  return {
    schema: "portreeve.audit/1",
    takenAt: observation.takenAt,
    host: observation.host,
    source: "live",
    listeners: findings,
    exposures: [],
    gaps: observation.gaps,
    unparsed: 0,
    summary: summarizeFindings(findings),
  };
}

function format(id: string, document: AuditDocument): string {
  const found = AUDIT_FORMATS.find((item) => item.id === id);
  if (found === undefined) throw new Error(id);
  return found.format(document, { width: 120, json: "indented", paint: (_, text) => text });
}

const endpoint = (finding: Finding) => `${finding.port}/${finding.protocol}`;

function checkFormats(document: AuditDocument): void {
  const count = document.listeners.length;
  for (const { id } of AUDIT_FORMATS) {
    const text = format(id, document);
    expect(isDangerous(text, id)).toBe(false);
    expect(forgedLines(text)).toEqual([]);
  }

  expect(JSON.parse(format("json", document))).toEqual(JSON.parse(JSON.stringify(document)));
  const lines = format("ndjson", document)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(
    lines
      .filter((line) => line.type === "listener")
      .map((line) => [line.port, line.owners[0].pid, line.owners[0].name]),
  ).toEqual(
    JSON.parse(
      JSON.stringify(
        document.listeners.map((finding) => [finding.port, finding.owners[0]?.pid, finding.owners[0]?.name]),
      ),
    ),
  );

  const [header = [], ...rows] = readCsv(format("csv", document));
  expect(rows.length).toBe(count);
  for (const [index, row] of rows.entries()) {
    expect(row.length).toBe(header.length);
    expect(row[header.indexOf("port")]).toBe(String(document.listeners[index]?.port));
    expect(row[header.indexOf("pids")]).toBe(String(document.listeners[index]?.owners[0]?.pid));
    for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r]|^-(?!\d+$)/);
  }

  // A table's row begins with a verdict, in order; nothing else does so before the reasons.
  const table = format("table", document).split("\n");
  const first = table.findIndex((line) => line.startsWith("VERDICT"));
  const body = table.slice(first + 1, first + 1 + count);
  for (const [index, line] of body.entries()) {
    const finding = document.listeners[index] as Finding;
    expect(line.startsWith(finding.verdict)).toBe(true);
    expect(line.split(/\s+/)[2]).toBe(endpoint(finding));
  }
  expect(table[first + 1 + count]).toBe("");
  const next = table.flatMap((line, index) => (line.startsWith("Next:") ? [index] : []));
  expect(next.length).toBe(1);
  for (const line of table.slice((next[0] ?? 0) + 1))
    expect(line).toMatch(/^(?: {2}(?:portreeve|systemctl|ps) .*| {4}.*)?$/);

  const markdown = format("markdown", document)
    .split("\n")
    .filter((line) => line.startsWith("| "));
  expect(markdown.length).toBe(count + 2);
  for (const line of markdown)
    expect(line.replaceAll("&#124;", "").split("|").length).toBe(markdown[0]?.split("|").length);
  expect(markdown.join("\n")).not.toMatch(/<[a-z!/]/i);
}

describe("hostile names and command lines", () => {
  it(`${NAMES} of them forge no row, PID or escape in any format (seed ${SEED})`, () => {
    const all = fc.sample(hostile, { numRuns: NAMES, seed: SEED });
    for (let at = 0; at < all.length; at += BATCH) checkFormats(documentOf(all.slice(at, at + BATCH)));
    expect(all.length).toBe(NAMES);
  });

  const reason = buildLab();
  itUnless(reason, `${REAL_NAMES} of a real process come out as they are, in every format`, async () => {
    using network = makeNetwork(`portreeve-hostile-${process.pid}`);
    const folder = mkdtempSync(join(tmpdir(), "portreeve-hostile-"));
    const station = await startStation("rename", 4711, network.inside, {});
    const outputs = AUDIT_FORMATS.flatMap(({ id }) => ["-o", `${id}=${join(folder, id)}`]);
    try {
      for (const [name, words] of fc.sample(fc.tuple(hostileBytes, hostileBytes), {
        numRuns: REAL_NAMES,
        seed: SEED,
      })) {
        // comm has 15 bytes.
        const comm = name.subarray(0, 15);
        station.process.stdin?.write(`${comm.toString("hex")} ${words.toString("hex")}\n`);
        await station.lines.next();
        const { status, stderr } = run(["audit", "--namespace", "current", ...outputs], {
          through: network.inside,
        });
        expect([status, stderr]).toEqual([0, ""]);
        for (const { id } of AUDIT_FORMATS) {
          const text = readFileSync(join(folder, id), "utf8");
          expect(isDangerous(text, id)).toBe(false);
          expect(forgedLines(text)).toEqual([]);
        }
        const { listeners } = JSON.parse(readFileSync(join(folder, "json"), "utf8")) as AuditDocument;
        expect(listeners.map((finding) => [finding.port, finding.owners[0]?.pid])).toEqual([
          [4711, station.pids[0]],
        ]);
        const owner = listeners[0]?.owners[0];
        expect(owner?.name).toBe(comm.toString("utf8"));
        expect(owner?.commandLine[0]).toBe(words.toString("utf8"));
        expect(readCsv(readFileSync(join(folder, "csv"), "utf8")).length).toBe(2);
        const rows = readFileSync(join(folder, "table"), "utf8")
          .split("\n")
          .filter((line) => /^(keep|restrict|close|investigate) .*\d\/tcp /.test(line));
        expect(rows.length).toBe(1);
        expect(rows[0]).toContain(` ${station.pids[0]} `);
      }
    } finally {
      await stopStations([station]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
