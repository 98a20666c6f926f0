/** All cases at once, and one look of each audit and each peer at them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditDocument, Finding } from "../../src/model/finding.ts";
import { run } from "../program.ts";
import { CASES } from "./cases.ts";
import type { LaboratoryCase } from "./laboratory-case.ts";
import { makeNetwork, type TestNetwork } from "./network.ts";
import { PEERS, runPeer } from "./peer.ts";
import { type Station, startStation, stopStations } from "./station.ts";

const FIRST_PORT = 21_000;
export const VXLAN_PORT = 20_999;
/**
 * The ways to find owners (`src/host/linux/owner-search.ts`). `links`: /proc. `iterator`: the kernel's, over every
 * file, while namespaces are looked for. `tables`: the kernel's, over descriptor tables, once these are known; so
 * of the laboratory's own namespace alone.
 */
export const METHODS = ["links", "iterator", "tables"] as const;
/** Bounds of the thorough look; see `src/host/linux/owner-search.ts`. */
const MANY_FILES = 50_000;
const PORTLESS = new Set(["raw", "packet"]);

export interface Laboratory {
  /** In the order of {@link CASES}. */
  readonly stations: readonly Station[];
  /** Whether the case's sockets are in a namespace other than the laboratory's own. */
  isElsewhere(station: Station): boolean;
  /** Why the audit by links cannot be thorough now; null when it can. */
  readonly busy: string | null;
  /** By method. */
  readonly audits: ReadonlyMap<string, AuditDocument>;
  /** What a peer prints in the namespace of a case. */
  peerText(peer: string, station: Station): string;
  /** The rows that an audit has of a case. */
  rowsOf(document: AuditDocument, station: Station, item: LaboratoryCase): Finding[];
  close(): Promise<void>;
}

/** Whether the case's sockets have its own port; else they are known by their owners. */
export function hasPort({ rows }: LaboratoryCase): boolean {
  return rows.length > 0 && rows.every((row) => row.port === undefined);
}

/** Of the whole machine; https://docs.kernel.org/admin-guide/sysctl/fs.html#file-nr-file-max */
function openFiles(): number {
  return Number.parseInt(readFileSync("/proc/sys/fs/file-nr", "utf8"), 10);
}

type Undo = () => void | Promise<void>;

async function undoAll(undo: readonly Undo[]): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

/** Needs root and {@link buildLab}. Nothing stays behind when it fails. */
export async function openLaboratory(): Promise<Laboratory> {
  const undo: Undo[] = [];
  try {
    return await build(undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

function makeOwnNetwork(name: string, undo: Undo[]): TestNetwork {
  const network = makeNetwork(name);
  undo.push(() => network[Symbol.dispose]());
  return network;
}

async function build(undo: Undo[]): Promise<Laboratory> {
  const name = `portreeve-lab-${process.pid}`;
  const network = makeOwnNetwork(name, undo);
  const named = makeOwnNetwork(`${name}-named`, undo);
  const folder = mkdtempSync(join(tmpdir(), "portreeve-lab-"));
  undo.push(() => {
    spawnSync("umount", [join(folder, "mounted")]);
    rmSync(folder, { recursive: true, force: true });
  });
  const vxlan = ["type", "vxlan", "id", "7", "dstport", String(VXLAN_PORT), "local", "192.0.2.1"];
  spawnSync("ip", ["-n", name, "link", "add", "vx0", ...vxlan]);
  spawnSync("ip", ["-n", name, "link", "set", "vx0", "up"]);
  const stations: Station[] = [];
  undo.push(() => stopStations(stations.filter((station) => station !== undefined)));
  await Promise.all(
    CASES.map(async ({ id }, index) => {
      const env = { LAB_FOLDER: folder, LAB_NAMED: named.name };
      stations[index] = await startStation(id, FIRST_PORT + index, network.inside, env);
    }),
  );
  const files = openFiles();
  const audits = new Map(
    METHODS.map((method) => {
      const words = method === "tables" ? ["--namespace", `/run/netns/${name}`] : [];
      const { stdout } = run(["audit", "--json", ...words], {
        env: { PORTREEVE_OWNERS: method === "links" ? "links" : "iterator" },
      });
      return [method, JSON.parse(stdout) as AuditDocument];
    }),
  );
  // Each peer gets its chance in the namespace of the case, wherever that can be entered.
  const doors = new Set(stations.map((station) => station.door));
  const texts = new Map(
    PEERS.flatMap((peer) =>
      [...doors].map((door) => {
        const inside = door === "" ? network.inside : ["nsenter", `--net=${door}`];
        return [`${peer.id} ${door}`, runPeer(peer, inside)] as const;
      }),
    ),
  );
  const own = statSync(`/run/netns/${name}`).ino;
  const namespaceOf = (station: Station) => (station.namespace === 0 ? own : station.namespace);
  return {
    stations,
    busy:
      Math.max(files, openFiles()) > MANY_FILES
        ? `more than ${MANY_FILES} files are open on this machine`
        : null,
    audits,
    isElsewhere: (station) => namespaceOf(station) !== own,
    peerText: (peer, { door }) => texts.get(`${peer} ${door}`) ?? "",
    rowsOf(document, station, item) {
      const namespace = namespaceOf(station);
      return document.listeners.filter((finding) => {
        if (finding.namespace.inode !== namespace) return false;
        const atPort = finding.port === station.port && !PORTLESS.has(finding.protocol);
        const isOwned = finding.owners.some((owner) => station.pids.includes(owner.pid ?? 0));
        if (item.rows.length === 0) return atPort || isOwned;
        return hasPort(item) ? atPort : isOwned;
      });
    },
    close: () => undoAll(undo),
  };
}
