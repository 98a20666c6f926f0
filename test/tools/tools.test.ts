/** What `audit` makes of other programs' answers: rpm and systemctl, played by programs that print what the real ones do. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditDocument } from "../../src/model/finding.ts";
import { buildLab, labProgram } from "../laboratory/build.ts";
import { makeNetwork, type TestNetwork } from "../laboratory/network.ts";
import { type Station, startStation, stopStations } from "../laboratory/station.ts";
import { node, program, root } from "../program.ts";
import { itUnless } from "../skip.ts";

const PORT = 22_022;
const reason = buildLab();
const folder = mkdtempSync(join(tmpdir(), "portreeve-tools-"));
/** Named as the service manager is, and where its package has it: a process is known by its program. */
const manager = join(folder, "lib/systemd/systemd");
let network: TestNetwork | undefined;
let station: Station | undefined;

function writeTool(name: string, script: string): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "bin", name), 0o755);
}

beforeAll(async () => {
  if (reason !== null) return;
  mkdirSync(join(folder, "lib/systemd"), { recursive: true });
  copyFileSync(labProgram, manager);
  network = makeNetwork(`portreeve-tools-${process.pid}`);
  station = await startStation("tcp4", PORT, network.inside, {}, "", manager);
});
afterAll(async () => {
  if (station !== undefined) await stopStations([station]);
  network?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** An audit of the lab's network namespace with the tools first in PATH; `before` runs in a mount namespace of its own. */
function auditWith(before: string): AuditDocument {
  const script = `${before}\nPATH=${folder}/bin:$PATH exec "$@"`;
  const words = [
    ...(network?.inside ?? []),
    "unshare",
    "-m",
    "sh",
    "-c",
    script,
    "sh",
    node,
    program,
    "audit",
    "--json",
    "--namespace",
    "current",
  ];
  const [command = "", ...rest] = words;
  const { stdout, stderr } = spawnSync(command, rest, { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as AuditDocument;
}

const ownerOf = (document: AuditDocument) => document.listeners.find((item) => item.port === PORT)?.owners[0];

itUnless(reason, "a socket that systemd holds names the service that it starts", () => {
  writeTool(
    "systemctl",
    `printf 'Listen=0.0.0.0:${PORT} (Stream)\\nId=shop.socket\\nTriggers=shop.service\\n'`,
  );
  expect(ownerOf(auditWith(""))).toMatchObject({ name: "systemd", activates: "shop.service" });
});

itUnless(reason, "a systemd that does not answer is a gap", () => {
  writeTool("systemctl", "echo 'Failed to connect to bus: Host is down' >&2; exit 1");
  const document = auditWith("");
  expect(ownerOf(document)).toMatchObject({ name: "systemd", activates: null });
  expect(document.gaps.find((gap) => gap.code === "activation-unknown")?.what).toContain("Host is down");
});

const NO_DPKG = "mount -t tmpfs none /var/lib";
const RPM = `${NO_DPKG}; mkdir /var/lib/rpm; touch /var/lib/rpm/rpmdb.sqlite`;

itUnless(reason, "rpm tells the package of a program", () => {
  writeTool("systemctl", "exit 1");
  // As rpm 4.18 answers `-qf --queryformat FORMAT -- PATH`.
  writeTool(
    "rpm",
    `test "$1 $2 $4" = "-qf --queryformat --" && test "$5" = ${manager} && printf 'portreeve-package systemd\\n'`,
  );
  expect(ownerOf(auditWith(RPM))).toMatchObject({ package: "systemd", packageStatus: "packaged" });
});

itUnless(reason, "a program that rpm does not know is of no package", () => {
  writeTool("rpm", 'echo "file $5 is not owned by any package"; exit 1');
  expect(ownerOf(auditWith(RPM))).toMatchObject({ package: null, packageStatus: "unpackaged" });
});

itUnless(reason, "without a package system the package is unknown, which is not the same", () => {
  expect(ownerOf(auditWith(NO_DPKG))).toMatchObject({ package: null, packageStatus: "unknown" });
});

it("packages are those that dpkg -S names", async () => {
  const { findPackages } = await import("../../src/host/packages/index.ts");
  const { status, stdout } = spawnSync("dpkg", ["-S", "/bin/sh", "/usr/bin/env"], { encoding: "utf8" });
  const packages = await findPackages(["/usr/bin/env", "/usr/bin/no-such-program", "/usr/local/bin/env"]);
  if (status === null) return expect(packages).toBeNull();
  expect(packages?.get("/usr/bin/env")).toBe(/^([^:]+): \/usr\/bin\/env$/m.exec(stdout)?.[1]);
  expect(packages?.get("/usr/bin/no-such-program")).toBeNull();
  expect(packages?.get("/usr/local/bin/env")).toBeNull();
});

it("the library is imported by its name", () => {
  const script =
    'import("portreeve").then(async ({ listListeners }) => console.log(Object.keys(await listListeners({ namespace: "current" })).join()))';
  const { stdout, stderr } = spawnSync(node, ["-e", script], { encoding: "utf8", cwd: root });
  expect(stderr).toBe("");
  expect(stdout).toBe("listeners,gaps\n");
});
