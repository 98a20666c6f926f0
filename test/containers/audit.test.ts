/** What `portreeve audit` makes of containers: a process in a runtime's cgroup, and a runtime that can be asked. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import type { AuditDocument, Finding } from "../../src/model/finding.ts";
import { buildLab } from "../laboratory/build.ts";
import { makeNetwork, type TestNetwork } from "../laboratory/network.ts";
import { type Station, startStation, stopStations } from "../laboratory/station.ts";
import { node, program } from "../program.ts";
import { itUnless } from "../skip.ts";

const ID = "6c1a21e53ec4f72d00691ea449fcc2e3d81b25fa7369751338fe02a0fe85e52e";
const PORT = 21_777;
const mountinfo = readFileSync("/proc/self/mountinfo", "utf8");
const groups = mountinfo
  .split("\n")
  .find((line) => / - cgroup2 /.test(line))
  ?.split(" ")[4];
const reason = buildLab() ?? (groups === undefined ? "no unified control groups" : null);
const group = join(groups ?? "", `docker-${ID}.scope`);
const folder = mkdtempSync(join(tmpdir(), "portreeve-container-"));
let network: TestNetwork | undefined;
let station: Station | undefined;

/** Serves what Docker's API documents (v1.41, ContainerList) for one container while its arguments run. */
const RUNTIME = `
const { createServer } = require("node:http");
const { execFile } = require("node:child_process");
const list = [{ Id: "${ID}", Names: ["/shop"], Image: "registry.example/shop:3", State: "running", Ports: [], NetworkSettings: { Networks: {} } }];
const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(/containers\\/json/.test(request.url) ? JSON.stringify(list) : "{}");
}).listen("/run/docker.sock", () => {
  execFile(process.argv[2], process.argv.slice(3), { maxBuffer: 1e8 }, (error, stdout) => {
    process.stdout.write(stdout, () => process.exit(error ? 1 : 0));
  });
});
`;

beforeAll(async () => {
  if (reason !== null) return;
  network = makeNetwork(`portreeve-container-${process.pid}`);
  mkdirSync(group);
  station = await startStation(
    "tcp4",
    PORT,
    [...network.inside, "sh", "-c", 'echo 0 > "$0/cgroup.procs"; exec "$@"', group],
    {},
  );
});
afterAll(async () => {
  if (station !== undefined) await stopStations([station]);
  network?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
  if (reason === null) rmdirSync(group);
});

/** An audit of the lab's network namespace where /run has no runtime but what `through` brings. */
function auditWith(through: readonly string[]): { finding: Finding | undefined; document: AuditDocument } {
  const script = 'mount -t tmpfs none /run && exec "$@"';
  const words = [
    "unshare",
    "-m",
    "sh",
    "-c",
    script,
    "sh",
    ...through,
    node,
    program,
    "audit",
    "--json",
    "--namespace",
    "current",
  ];
  const [command = "", ...rest] = [...(network?.inside ?? []), ...words];
  const { stdout, stderr } = spawnSync(command, rest, { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const document = JSON.parse(stdout) as AuditDocument;
  return { document, finding: document.listeners.find((item) => item.port === PORT) };
}

itUnless(reason, "a container whose runtime cannot be asked is told by its id, and a gap says so", () => {
  const { finding, document } = auditWith([]);
  expect(finding?.owners[0]).toMatchObject({
    container: { id: ID, name: null, image: null },
    containerRole: "inside",
  });
  expect(document.gaps.map((gap) => gap.code)).toContain("container-names-unknown");
});

itUnless(reason, "a container has the name and the image that its runtime tells", () => {
  const runtime = join(folder, "runtime.cjs");
  writeFileSync(runtime, RUNTIME);
  const { finding } = auditWith([node, runtime]);
  expect(finding?.owners[0]?.container).toEqual({ id: ID, name: "shop", image: "registry.example/shop:3" });
});
