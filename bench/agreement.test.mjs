import { describe, expect, it } from "vitest";
import { ownersOfAudit, ownersOfSs, requireSameOwners } from "./agreement.mjs";

/** As iproute2 6.1 prints it. */
const SS = `Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
udp   UNCONN 0      0            0.0.0.0:10000      0.0.0.0:*    users:(("a",pid=7,fd=15))
tcp   LISTEN 0      128        127.0.0.1:10001      0.0.0.0:*    users:(("a",pid=7,fd=5),("b",pid=8,fd=5))
tcp   LISTEN 0      128                *:10002            *:*    users:(("c",pid=9,fd=5))
tcp   LISTEN 0      128             [::]:10003         [::]:*
`;

const row = (protocol, address, port, pids, dualStack = false) => ({
  protocol,
  address,
  port,
  dualStack,
  owners: pids.map((pid) => ({ pid })),
});
const SAME = [
  row("udp", "0.0.0.0", 10000, [7]),
  row("tcp", "127.0.0.1", 10001, [8, 7]),
  row("tcp", "::", 10002, [9], true),
];
const owned = new Map([...ownersOfSs(SS)].slice(0, 3));

describe("the answers of the audit and of ss", () => {
  it("are read the same way", () => {
    expect([...ownersOfSs(SS).keys()]).toEqual([
      "udp 0.0.0.0 10000",
      "tcp 127.0.0.1 10001",
      "tcp * 10002",
      "tcp :: 10003",
    ]);
    expect(ownersOfAudit(SAME)).toEqual(owned);
    expect(() => requireSameOwners(ownersOfAudit(SAME), owned, 3)).not.toThrow();
  });

  it.each([
    ["a listener is missing", SAME.slice(1)],
    ["an owner is missing", [...SAME.slice(0, 2), row("tcp", "::", 10002, [], true)]],
    ["an owner is another", [...SAME.slice(0, 2), row("tcp", "::", 10002, [10], true)]],
    ["one of two owners is missing", [SAME[0], row("tcp", "127.0.0.1", 10001, [7]), SAME[2]]],
    ["an address is another", [...SAME.slice(0, 2), row("tcp", "::", 10002, [9])]],
  ])("differ when %s", (_, listeners) => {
    expect(() => requireSameOwners(ownersOfAudit(listeners), owned, 3)).toThrow(/the answers differ/);
  });

  it("differ from the load when both lack the same row", () => {
    expect(() => requireSameOwners(ownersOfAudit(SAME), owned, 4)).toThrow(/there are 4/);
  });

  it("do not count when neither has an owner", () => {
    const none = new Map([["tcp :: 10003", new Set()]]);
    expect(() => requireSameOwners(none, none, 1)).toThrow(/the answers differ/);
  });
});
