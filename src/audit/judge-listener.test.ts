import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCatalog } from "../catalog/catalog.ts";
import type { Severity, Verdict } from "../model/finding.ts";
import { EXPOSURES, type Listener, OWNER_STATUSES, type Owner } from "../model/listener.ts";
import { PROTOCOLS } from "../model/protocol.ts";
import { judgeListener } from "./judge-listener.ts";
import { compareFindings, summarizeFindings } from "./summarize-findings.ts";

const data = join(import.meta.dirname, "../catalog/data");
const catalog = createCatalog((name) => JSON.parse(readFileSync(join(data, `${name}.json`), "utf8")));
const context = {
  catalog,
  ephemeralPorts: [32768, 60999] as const,
  localAddresses: new Map([[1, new Set(["10.0.0.5", "127.0.0.1", "::1"])]]),
};

const owner: Owner = {
  pid: 700,
  name: "daemon",
  executable: "/usr/sbin/daemon",
  executableDeleted: false,
  executableInMemory: false,
  commandLine: ["/usr/sbin/daemon"],
  user: "root",
  uid: 0,
  startedAt: null,
  parents: [],
  unit: null,
  activates: null,
  package: "daemon",
  packageStatus: "packaged",
  container: null,
  containerRole: null,
};
const listener: Listener = {
  id: "0123456789ab",
  protocol: "tcp",
  address: "0.0.0.0",
  port: 0,
  interface: null,
  dualStack: false,
  sockets: 1,
  socketDetails: [],
  namespace: { inode: 1, name: "host" },
  owners: [owner],
  ownerStatus: "known",
  ownerNote: null,
  exposure: "any",
};
const program = (path: string, change: Partial<Owner> = {}): Owner => ({
  ...owner,
  name: path.split("/").at(-1) ?? "",
  executable: path,
  commandLine: [path],
  ...change,
});
const unpackaged = { package: null, packageStatus: "unpackaged" as const };
const listen = (port: number, path: string, change: Partial<Owner> = {}): Listener => ({
  ...listener,
  port,
  owners: [program(path, change)],
});
const loopback = { address: "127.0.0.1", exposure: "loopback" as const };
const lan = { address: "10.0.0.5", exposure: "private" as const };

const CASES: [string, Listener, Verdict, Severity[], string?][] = [
  [
    "31337 by a deleted program of no package",
    listen(31337, "/tmp/.x", { ...unpackaged, executableDeleted: true }),
    "investigate",
    ["critical"],
    "program-deleted",
  ],
  [
    "31337 by an installed web server",
    listen(31337, "/usr/sbin/nginx"),
    "restrict",
    ["low", "medium"],
    "threat-port",
  ],
  ["telnet", listen(23, "/usr/sbin/telnetd"), "close", ["high", "critical"]],
  ["telnet on loopback", { ...listen(23, "/usr/sbin/telnetd"), ...loopback }, "close", ["low"]],
  ["Redis", listen(6379, "/usr/bin/redis-server"), "restrict", ["critical"], "no-authentication"],
  [
    "Redis by a program of no package",
    listen(6379, "/opt/redis", unpackaged),
    "restrict",
    ["critical"],
    "program-unpackaged",
  ],
  ["Redis on the LAN", { ...listen(6379, "/usr/bin/redis-server"), ...lan }, "restrict", ["high"]],
  ["Redis on loopback", { ...listen(6379, "/usr/bin/redis-server"), ...loopback }, "keep", ["none"]],
  ["sshd", listen(22, "/usr/sbin/sshd"), "keep", ["low"], "limit-remote-administration"],
  ["nginx", listen(443, "/usr/sbin/nginx"), "keep", ["none"]],
  ["nginx on 80", listen(80, "/usr/sbin/nginx"), "keep", ["none", "low"]],
  ["PostgreSQL", listen(5432, "/usr/lib/postgresql/15/bin/postgres"), "restrict", ["high", "critical"]],
  ["Docker without TLS", listen(2375, "/usr/bin/dockerd"), "close", ["critical"]],
  ["SMB", listen(445, "/usr/sbin/smbd"), "restrict", ["critical", "high"]],
  ["rpcbind", listen(111, "/sbin/rpcbind"), "restrict", ["medium", "high"]],
  ["memcached", { ...listen(11211, "/usr/bin/memcached"), protocol: "udp" }, "close", ["critical", "high"]],
  ["X11", listen(6000, "/usr/lib/xorg/Xorg"), "close", ["high", "critical", "medium"]],
  [
    "an upgraded sshd",
    listen(22, "/usr/sbin/sshd", { executableDeleted: true }),
    "keep",
    ["low"],
    "program-replaced",
  ],
  [
    "a program from memory",
    listen(4444, "/memfd:x", { ...unpackaged, executableInMemory: true, executableDeleted: true }),
    "investigate",
    ["critical"],
    "program-in-memory",
  ],
  [
    "a false kernel thread",
    listen(50000, "/usr/bin/xmr", { ...unpackaged, commandLine: ["[kworker/0:1]"] }),
    "investigate",
    ["critical"],
    "poses-as-kernel-thread",
  ],
  [
    "a program in /tmp",
    listen(47124, "/tmp/a.out", unpackaged),
    "investigate",
    ["high"],
    "program-in-temporary-folder",
  ],
  [
    "a script",
    listen(47123, "/usr/bin/python3.11", { commandLine: ["python3", "server.py"] }),
    "investigate",
    ["medium"],
    "script",
  ],
  [
    "an installed program on an unknown port",
    listen(47123, "/usr/bin/thing"),
    "restrict",
    ["low"],
    "purpose-unknown",
  ],
  [
    "an owner in flight",
    { ...listener, port: 47125, owners: [], ownerStatus: "in-flight", ownerNote: "It waits." },
    "investigate",
    ["medium"],
    "owner-in-flight",
  ],
  [
    "an unreadable owner",
    { ...listener, port: 2024, owners: [], ownerStatus: "unreadable", ownerNote: "Not readable." },
    "investigate",
    ["medium"],
    "owner-unreadable",
  ],
  [
    "VXLAN by the kernel",
    { ...listener, protocol: "udp", port: 4789, owners: [], ownerStatus: "kernel", ownerNote: "VXLAN" },
    "restrict",
    ["high"],
  ],
  [
    "a client's socket",
    { ...listen(40000, "/usr/bin/curl"), protocol: "udp" },
    "keep",
    ["none"],
    "client-socket",
  ],
  [
    "a sniffer of no package",
    { ...listen(3, "/opt/sniff", unpackaged), protocol: "packet", address: "*" },
    "investigate",
    ["high"],
    "capture",
  ],
  [
    "dhclient's packet socket",
    { ...listen(2048, "/usr/sbin/dhclient"), protocol: "packet", address: "*" },
    "keep",
    ["none"],
    "capture",
  ],
  [
    "an address that is not here",
    { ...listen(443, "/usr/sbin/nginx"), address: "10.9.9.9", exposure: "private" },
    "keep",
    ["none"],
    "foreign-address",
  ],
  [
    "packages that could not be asked",
    listen(80, "/usr/sbin/nginx", { package: null, packageStatus: "unknown" }),
    "keep",
    ["none", "low"],
  ],
];

describe("judgeListener", () => {
  it.each(CASES)("%s", (_, given, verdict, severities, code) => {
    const finding = judgeListener(given, context);
    expect({
      verdict: finding.verdict,
      severity: finding.severity,
      reasons: finding.reasons.map((item) => item.code),
    }).toMatchObject({ verdict });
    expect(severities).toContain(finding.severity);
    if (code !== undefined) expect(finding.reasons.map((reason) => reason.code)).toContain(code);
  });

  it("says of no other machine that it reaches a loopback address", () => {
    const nginx = listen(443, "/usr/sbin/nginx");
    expect(judgeListener({ ...nginx, ...loopback }, context).reachable).toEqual([]);
    expect(judgeListener({ ...nginx, ...lan }, context).reachable).toEqual([
      { from: "any", verdict: "unknown", because: "this host's filters are not evaluated yet" },
    ]);
  });

  it("gives every listener a reason and never throws", () => {
    const any = fc.record({
      port: fc.nat(65535),
      protocol: fc.constantFrom(...PROTOCOLS),
      exposure: fc.constantFrom(...EXPOSURES),
      ownerStatus: fc.constantFrom(...OWNER_STATUSES),
      executable: fc.option(fc.string()),
      name: fc.option(fc.string()),
      commandLine: fc.array(fc.string(), { maxLength: 3 }),
      packageStatus: fc.constantFrom("packaged" as const, "unpackaged" as const, "unknown" as const),
      executableDeleted: fc.boolean(),
      owned: fc.boolean(),
    });
    fc.assert(
      fc.property(any, ({ port, protocol, exposure, ownerStatus, owned, ...change }) => {
        const finding = judgeListener(
          {
            ...listener,
            port,
            protocol,
            exposure,
            ownerStatus,
            owners: owned ? [{ ...owner, ...change }] : [],
          },
          context,
        );
        expect(finding.reasons.length).toBeGreaterThan(0);
        for (const reason of finding.reasons) expect(reason.text.length).toBeGreaterThan(5);
      }),
    );
  });
});

describe("order and score", () => {
  const findings = CASES.map(([, given]) => judgeListener(given, context));

  it("puts the worst first", () => {
    const [first] = [...findings].sort(compareFindings);
    expect(first?.severity).toBe("critical");
    expect([...findings].sort(compareFindings).at(-1)?.severity).toBe("none");
  });

  it("scores a clean machine 100 and a bad one near 0", () => {
    expect(summarizeFindings([]).score).toBe(100);
    expect(summarizeFindings([judgeListener(listen(443, "/usr/sbin/nginx"), context)]).score).toBe(100);
    expect(summarizeFindings([judgeListener(listen(22, "/usr/sbin/sshd"), context)]).score).toBeGreaterThan(
      95,
    );
    expect(summarizeFindings(findings).score).toBeLessThan(10);
    expect(summarizeFindings(findings).listeners).toBe(findings.length);
  });
});
