import { describe, expect, it } from "vitest";
import type { Owner } from "../model/listener.ts";
import type { Observation, OwnerEvidence } from "../model/observation.ts";
import type { Holder, SocketRow } from "../model/socket.ts";
import { mergeListeners } from "./merge-listeners.ts";

const row: SocketRow = {
  protocol: "tcp",
  mptcp: false,
  namespace: 1,
  address: "0.0.0.0",
  port: 80,
  interface: null,
  v6only: null,
  backlog: 16,
  receiveQueue: 0,
  sendQueue: 0,
  uid: 0,
  inode: 100,
  cgroup: "/",
};

function owner(pid: number, change: Partial<Owner> = {}): Owner {
  return {
    pid,
    name: `p${pid}`,
    executable: `/usr/bin/p${pid}`,
    executableDeleted: false,
    executableInMemory: false,
    commandLine: [],
    user: null,
    uid: 0,
    startedAt: null,
    parents: [],
    unit: null,
    activates: null,
    package: null,
    packageStatus: "unknown",
    container: null,
    containerRole: null,
    ...change,
  };
}

const evidence: OwnerEvidence = {
  complete: true,
  seesAllProcesses: true,
  kernelServices: [],
  vanished: new Set(),
  parkedWith: [],
};

function merge(sockets: readonly SocketRow[], change: Partial<Observation> = {}) {
  const observation: Observation = {
    takenAt: "2026-01-01T00:00:00.000Z",
    host: { name: "h", os: "linux", kernel: "6" },
    namespaces: [{ inode: 1, name: "host" }],
    sockets,
    holders: [],
    owners: new Map(),
    evidence,
    heldSockets: [],
    containers: [],
    identities: new Map(),
    reaches: new Map(),
    localAddresses: new Map(),
    ephemeralPorts: null,
    gaps: [],
    ...change,
  };
  return mergeListeners(observation, (text) => Buffer.from(text).toString("hex"));
}

function held(...holders: [number, Holder["via"]][]): Pick<Observation, "holders" | "owners"> {
  return {
    holders: holders.map(([pid, via]) => ({ inode: 100, pid, via })),
    owners: new Map(holders.map(([pid]) => [pid, owner(pid)])),
  };
}

describe("owners", () => {
  it.each<[string, Partial<Observation>, string, number]>([
    ["one process", held([7, "process"]), "known", 1],
    ["two processes with one socket", held([7, "process"], [8, "process"]), "shared", 2],
    ["one process with two descriptors", held([7, "process"], [7, "process"]), "known", 1],
    ["a thread's own table", held([7, "thread"]), "thread", 1],
    ["a ring", held([7, "io_uring"]), "io_uring", 1],
    ["a holder that has ended", { holders: [{ inode: 100, pid: 7, via: "process" }] }, "kernel", 0],
    ["closed meanwhile", { evidence: { ...evidence, vanished: new Set([100]) } }, "vanished", 0],
    ["a queue with descriptors", { evidence: { ...evidence, parkedWith: [9] } }, "in-flight", 0],
    ["inside a PID namespace", { evidence: { ...evidence, seesAllProcesses: false } }, "other-namespace", 0],
    ["processes that may not be read", { evidence: { ...evidence, complete: false } }, "unreadable", 0],
    ["nobody, and all were read", {}, "kernel", 0],
    [
      "a kernel service, though a queue has descriptors",
      {
        evidence: {
          ...evidence,
          parkedWith: [9],
          kernelServices: [{ namespace: 1, protocol: "tcp", port: 80, name: "NFS server" }],
        },
      },
      "kernel",
      0,
    ],
    [
      "a kernel service of another namespace does not count",
      {
        evidence: {
          ...evidence,
          complete: false,
          kernelServices: [{ namespace: 2, protocol: "tcp", port: 80, name: "NFS server" }],
        },
      },
      "unreadable",
      0,
    ],
  ])("%s", (_, change, status, count) => {
    const [listener] = merge([row], change);
    expect([listener?.ownerStatus, listener?.owners.length]).toEqual([status, count]);
    expect(listener?.ownerNote === null).toBe(status === "known");
  });

  it("names the service that a manager's socket starts, and of no other port", () => {
    const change = {
      holders: [
        { inode: 100, pid: 1, via: "process" as const },
        { inode: 101, pid: 1, via: "process" as const },
      ],
      owners: new Map([[1, owner(1, { name: "systemd", executable: "/usr/lib/systemd/systemd" })]]),
      heldSockets: [
        {
          socketUnit: "ssh.socket",
          service: "ssh.service",
          protocol: "tcp" as const,
          address: null,
          port: 80,
        },
      ],
    };
    const listeners = merge([row, { ...row, inode: 101, port: 81 }], change);
    expect(listeners.map((item) => item.owners[0]?.activates)).toEqual(["ssh.service", null]);
  });
});

describe("rows", () => {
  it("are one for each namespace, protocol, address, port and device", () => {
    const others = [
      { namespace: 2 },
      { protocol: "udp" as const },
      { address: "127.0.0.1" },
      { port: 81 },
      { interface: "eth0" },
    ];
    const listeners = merge([
      row,
      { ...row, inode: 101 },
      ...others.map((change, index) => ({ ...row, ...change, inode: 200 + index })),
    ]);
    expect(listeners.map((item) => item.sockets)).toEqual([2, 1, 1, 1, 1, 1]);
  });

  it.each<[boolean | null, boolean | null]>([
    [false, true],
    [true, false],
    [null, null],
  ])(":: with v6only %s takes IPv4 too: %s", (v6only, expected) => {
    expect(merge([{ ...row, address: "::", v6only }])[0]?.dualStack).toBe(expected);
    expect(merge([{ ...row, address: "::1", v6only }])[0]?.dualStack).toBe(false);
  });
});
