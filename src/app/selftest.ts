/** The program tries itself on this machine, against sockets that it opens and against the system's own lists. */
import { judgeListener } from "../audit/judge-listener.ts";
import { openLoopbackListener } from "../host/loopback-listener.ts";
import { ownPid } from "../host/own-pid.ts";
import type { SelftestDocument, SelftestResult } from "../model/selftest.ts";
import { sanitizeText } from "../text/terminal.ts";
import { openCatalog } from "./catalog.ts";
import { listListeners } from "./list-listeners.ts";

interface SelfTest {
  readonly id: string;
  readonly name: string;
  /** The detail of success; throws with what is wrong. */
  run(): Promise<string>;
}

async function findsOwn(protocol: "tcp" | "udp"): Promise<string> {
  const own = await openLoopbackListener(protocol);
  try {
    const { listeners } = await listListeners({ namespace: "current" });
    const found = listeners.find(
      (item) => item.protocol === protocol && item.port === own.port && item.address === "127.0.0.1",
    );
    if (found === undefined) throw new Error(`127.0.0.1:${own.port} was not found`);
    if (!found.owners.some((owner) => owner.pid === ownPid()))
      throw new Error(`its owner is ${found.ownerStatus}, not this process`);
    if (found.exposure !== "loopback") throw new Error(`its exposure is ${found.exposure}`);
    return `127.0.0.1:${own.port} with this process as its owner`;
  } finally {
    own.close();
  }
}

const TESTS: readonly SelfTest[] = [
  { id: "own-tcp", name: "Finds a TCP listener of its own", run: () => findsOwn("tcp") },
  { id: "own-udp", name: "Finds a UDP socket of its own", run: () => findsOwn("udp") },
  {
    id: "closed",
    name: "Does not find what is closed",
    async run() {
      const own = await openLoopbackListener("tcp");
      own.close();
      const { listeners } = await listListeners({ namespace: "current" });
      if (
        listeners.some(
          (item) => item.port === own.port && item.owners.some((owner) => owner.pid === ownPid()),
        )
      )
        throw new Error("it is still listed");
      return `port ${own.port} is gone`;
    },
  },
  {
    id: "catalogue",
    name: "Knows ports, threats and risks",
    async run() {
      const catalog = openCatalog();
      if (catalog.services(22, "tcp")[0]?.name !== "ssh") throw new Error("22/tcp is not ssh");
      if (!catalog.threats(31337, "udp").some((threat) => threat.name === "Back Orifice"))
        throw new Error("31337/udp is not Back Orifice");
      if (catalog.risks(6379, "tcp")[0]?.reach !== "loopback")
        throw new Error("6379/tcp is not for loopback");
      return "22/tcp, 31337/udp, 6379/tcp";
    },
  },
  {
    id: "verdicts",
    name: "Gives every listener a verdict with a reason",
    async run() {
      const { listeners } = await listListeners();
      const context = { catalog: openCatalog(), ephemeralPorts: null, localAddresses: new Map() };
      for (const listener of listeners)
        if (judgeListener(listener, context).reasons.length === 0)
          throw new Error(`${listener.port} has none`);
      return `${listeners.length} listeners`;
    },
  },
  {
    id: "terminal",
    name: "Takes the sting out of foreign text",
    async run() {
      const safe = sanitizeText("\x1b[2J\u202e\n");
      if (safe !== "\\x1b[2J\\u202e\\n") throw new Error(`it gave ${JSON.stringify(safe)}`);
      return "escapes, line ends and direction marks";
    },
  },
];

export async function selftest(): Promise<SelftestDocument> {
  const tests: SelftestResult[] = [];
  for (const { id, name, run } of TESTS) {
    try {
      tests.push({ id, name, status: "passed", detail: await run() });
    } catch (error) {
      tests.push({
        id,
        name,
        status: "failed",
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  return {
    schema: "portreeve.selftest/1",
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    tests,
  };
}
