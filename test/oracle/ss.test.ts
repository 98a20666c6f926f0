import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect } from "vitest";
import type { AuditDocument } from "../../src/model/finding.ts";
import { buildLab } from "../laboratory/build.ts";
import { makeNetwork } from "../laboratory/network.ts";
import { startStation, stopStations } from "../laboratory/station.ts";
import { run } from "../program.ts";
import { itUnless } from "../skip.ts";
import { parseSs, type SsRow } from "./ss-text.ts";

const isProof = process.env["PORTREEVE_PROVE"] === "1";
const POPULATIONS = isProof ? 100 : 10;
/** The same populations at each run, unless told otherwise. */
const SEED = Number(process.env["PORTREEVE_SEED"] ?? 2003);

const ADDRESSES = {
  4: ["0.0.0.0", "127.0.0.1", "127.3.2.1", "192.0.2.1", "224.0.0.251"],
  6: ["::", "::1", "fe80::1", "::ffff:127.0.0.1", "::ffff:192.0.2.1"],
} as const;

const socket = fc.constantFrom(4 as const, 6 as const).chain((family) =>
  fc.record({
    protocol: fc.constantFrom("tcp", "udp"),
    family: fc.constant(family),
    address: fc.constantFrom(...ADDRESSES[family]),
    // Few ports, so that sockets meet.
    port: fc.integer({ min: 3000, max: 3060 }),
    v6only: fc.constantFrom(0, 1),
    device: fc.constantFrom("-", "-", "-", "lo", "lab0"),
    backlog: fc.integer({ min: 0, max: 200 }),
    reuse: fc.constantFrom(0, 1),
  }),
);
const population = fc.array(fc.array(socket, { minLength: 1, maxLength: 60 }), {
  minLength: 1,
  maxLength: 4,
});

type Socket = typeof socket extends fc.Arbitrary<infer T> ? T : never;

function toLines(sockets: readonly Socket[]): string {
  return `${sockets.map((item) => [item.protocol, item.family, item.address, item.port, item.v6only, item.device, item.backlog, item.reuse].join(" ")).join("\n")}\nend\n`;
}

/** One row for each protocol, address, port and device, as an audit has it. */
function mergeRows(rows: readonly SsRow[]): Map<string, { sockets: number; pids: number[]; dual: boolean }> {
  const merged = new Map<string, { sockets: number; pids: number[]; dual: boolean }>();
  for (const row of rows) {
    const key = `${row.protocol} ${row.address} ${row.port} ${row.interface ?? ""}`;
    const known = merged.get(key) ?? { sockets: 0, pids: [], dual: false };
    merged.set(key, {
      sockets: known.sockets + 1,
      pids: [...new Set([...known.pids, ...row.pids])].sort((a, b) => a - b),
      dual: known.dual || (row.address === "::" && !row.v6only),
    });
  }
  return merged;
}

const reason = buildLab();

itUnless(
  reason,
  `listeners equal those of ss, row for row, in ${POPULATIONS} random populations (seed ${SEED})`,
  async () => {
    const populations = fc.sample(population, { numRuns: POPULATIONS, seed: SEED });
    let compared = 0;
    for (const [index, groups] of populations.entries()) {
      using network = makeNetwork(`portreeve-ss-${process.pid}-${index}`);
      const stations = await Promise.all(
        groups.map((sockets) => startStation("population", 0, network.inside, {}, toLines(sockets))),
      );
      try {
        const through = network.inside;
        const [command = "", ...words] = [...through, "ss", "-H", "-O", "-n", "-t", "-u", "-l", "-e", "-p"];
        const theirs = mergeRows(parseSs(spawnSync(command, words, { encoding: "utf8" }).stdout));
        const document = JSON.parse(
          run(["audit", "--json", "--namespace", "current"], { through }).stdout,
        ) as AuditDocument;
        const ours = new Map(
          document.listeners.map((finding) => [
            `${finding.protocol} ${finding.address} ${finding.port} ${finding.interface ?? ""}`,
            {
              sockets: finding.sockets,
              pids: finding.owners.map((owner) => owner.pid),
              dual: finding.dualStack,
            },
          ]),
        );
        expect(Object.fromEntries([...ours].sort())).toEqual(Object.fromEntries([...theirs].sort()));
        compared += theirs.size;
      } finally {
        await stopStations(stations);
      }
    }
    expect(compared).toBeGreaterThan(POPULATIONS * 5);
  },
);
