import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { AuditDocument } from "../../src/model/finding.ts";
import { buildLab } from "../laboratory/build.ts";
import { node, program, root, run } from "../program.ts";
import { itUnless } from "../skip.ts";

const NOBODY = [
  "setpriv",
  "--reuid=65534",
  "--regid=65534",
  "--clear-groups",
  "--inh-caps=-all",
  "--bounding-set=-all",
];
const reason = buildLab();
/** A folder that everyone may enter: the clone may stand where only root may. */
const shared = mkdtempSync(join(tmpdir(), "portreeve-shared-"));
const server = createServer();

function portOf(): number {
  return (server.address() as AddressInfo).port;
}

/** A copy of the built program with its packages, without those named. */
function copyProgram(name: string, without: readonly string[]): string {
  const to = join(shared, name);
  for (const part of ["bin", "dist", "package.json"])
    cpSync(join(root, part), join(to, part), { recursive: true });
  for (const item of readdirSync(join(root, "node_modules"))) {
    if (item.startsWith(".") || without.includes(item)) continue;
    if (["koffi", "@koromix", "commander", "zod"].includes(item))
      cpSync(join(root, "node_modules", item), join(to, "node_modules", item), { recursive: true });
  }
  return join(to, "bin/portreeve");
}

interface Look {
  readonly document: AuditDocument;
  readonly codes: readonly string[];
}

function audit(words: readonly string[], binary = program, options: readonly string[] = []): Look {
  const [command = "", ...rest] = [...words, node, binary, "audit", "--json", ...options];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    encoding: "utf8",
    cwd: "/",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  const document = JSON.parse(stdout) as AuditDocument;
  return { document, codes: document.gaps.map((gap) => gap.code) };
}

function find(document: AuditDocument) {
  return document.listeners.find((finding) => finding.port === portOf() && finding.protocol === "tcp");
}

beforeAll(async () => {
  chmodSync(shared, 0o755);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(shared, { recursive: true, force: true });
});

describe("with less than everything", () => {
  itUnless(reason, "without root: others' listeners show without an owner, and a gap says why", () => {
    const binary = copyProgram("plain", []);
    const { document, codes } = audit(NOBODY, binary);
    expect(find(document)).toMatchObject({ owners: [], ownerStatus: "unreadable" });
    expect(codes).toContain("owners-unreadable");
    expect(document.gaps.find((gap) => gap.code === "owners-unreadable")?.fix).toMatch(/sudo/);
  });

  itUnless(reason, "without root: one's own listener has its owner", async () => {
    const binary = copyProgram("own", []);
    const script =
      "const s=require('net').createServer().listen(0,'127.0.0.1',()=>console.log(s.address().port))";
    const [command = "", ...rest] = [...NOBODY, node, "-e", script];
    const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [chunk] = await once(child.stdout, "data");
      const { document } = audit(NOBODY, binary);
      const found = document.listeners.find((finding) => finding.port === Number(String(chunk)));
      expect(found?.owners.map((owner) => owner.pid)).toEqual([child.pid]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  itUnless(reason, "without koffi: the same listeners from /proc, and a gap", () => {
    const binary = copyProgram("no-koffi", ["koffi", "@koromix"]);
    const { document, codes } = audit([], binary, ["--namespace", "current"]);
    expect(codes).toContain("no-system-calls");
    expect(find(document)?.owners.map((owner) => owner.pid)).toEqual([process.pid]);
    const whole = audit([], program, ["--namespace", "current"]).document;
    // Other programs of the machine open and close sockets meanwhile: this test's own stand still.
    const own = (item: AuditDocument) =>
      item.listeners.filter((finding) => finding.owners.some((owner) => owner.pid === process.pid));
    const rows = (item: AuditDocument) =>
      own(item)
        .map((finding) => `${finding.protocol} ${finding.address} ${finding.port}`)
        .sort();
    expect(rows(document)).toEqual(rows(whole));
    expect(rows(document).length).toBeGreaterThan(0);
  });

  itUnless(reason, "without koffi and root it still works", () => {
    const binary = copyProgram("no-koffi-nobody", ["koffi", "@koromix"]);
    const { document, codes } = audit(NOBODY, binary);
    expect(find(document)).toMatchObject({ owners: [], ownerStatus: "unreadable" });
    expect(codes).toEqual(expect.arrayContaining(["no-system-calls", "owners-unreadable"]));
  });

  const withoutNet = [
    "unshare",
    "-m",
    "sh",
    "-c",
    'mount -t tmpfs none /proc/$$/net && mount -t tmpfs none /proc/$$/task/$$/net && exec "$@"',
    "sh",
  ];
  const withoutProc = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"];

  itUnless(
    reason,
    "without /proc/net: netlink tells the listeners, and a gap what only /proc/net has",
    () => {
      const { document, codes } = audit(withoutNet, program, ["--namespace", "current"]);
      expect(find(document)?.owners.map((owner) => owner.pid)).toEqual([process.pid]);
      expect(codes).toContain("sockets-unreadable");
    },
  );

  itUnless(reason, "without /proc: netlink tells the listeners, a gap that owners cannot be told", () => {
    const { document, codes } = audit(withoutProc, program, ["--namespace", "current"]);
    expect(find(document)).toMatchObject({ owners: [], ownerStatus: "unreadable" });
    expect(codes).toEqual(expect.arrayContaining(["no-proc", "sockets-unreadable"]));
  });

  itUnless(reason, "without /proc/net and koffi nothing can be seen, and that is what it says", () => {
    const binary = copyProgram("blind", ["koffi", "@koromix"]);
    const { document, codes } = audit(withoutNet, binary, ["--namespace", "current"]);
    expect(document.listeners).toEqual([]);
    expect(codes).toEqual(expect.arrayContaining(["no-system-calls", "sockets-unreadable"]));
    const [command = "", ...rest] = [...withoutNet, node, binary, "audit", "--namespace", "current"];
    const { stdout } = spawnSync(command, rest, { encoding: "utf8" });
    expect(stdout).toContain("not everything could be looked at");
    expect(stdout).not.toContain("Nothing listens here");
  });

  itUnless(reason, "with hidepid: a gap says that other users' processes are hidden", () => {
    const binary = copyProgram("hidepid", []);
    const words = [
      "unshare",
      "-m",
      "sh",
      "-c",
      'mount -t proc -o hidepid=2 proc /proc && exec "$@"',
      "sh",
      ...NOBODY,
    ];
    const { document, codes } = audit(words, binary);
    expect(find(document)).toMatchObject({ owners: [], ownerStatus: "unreadable" });
    expect(document.gaps.find((gap) => gap.code === "owners-unreadable")?.what).toMatch(/hidepid/);
    expect(codes).not.toContain("no-proc");
  });

  itUnless(reason, "inside a PID namespace: owners outside of it are told to be elsewhere", () => {
    const { document } = audit(["unshare", "-pf", "--mount-proc"]);
    expect(find(document)).toMatchObject({ owners: [], ownerStatus: "other-namespace" });
  });

  itUnless(reason, "a namespace that may not be entered is a gap, not an empty list", () => {
    const binary = copyProgram("no-admin", []);
    spawnSync("ip", ["netns", "add", `portreeve-closed-${process.pid}`]);
    try {
      const { codes } = audit(NOBODY, binary);
      expect(codes).toContain("namespace-refused");
    } finally {
      spawnSync("ip", ["netns", "delete", `portreeve-closed-${process.pid}`]);
    }
  });
});

describe("an empty machine", () => {
  itUnless(reason, "says that nothing listens, which differs from not being able to look", () => {
    const { status, stdout } = run(["audit", "--namespace", "current"], { through: ["unshare", "-n"] });
    expect(status).toBe(0);
    expect(stdout).toContain("Nothing listens here: no port is open.");
    const { document } = audit(["unshare", "-n"], program, ["--namespace", "current"]);
    expect(document.listeners).toEqual([]);
    expect(document.summary).toMatchObject({ listeners: 0, score: 100 });
  });
});
