// Many network namespaces, beside ss run in each by the cheapest way there is.
import { spawnSync } from "node:child_process";
import { ownersOfAudit, ownersOfSs, requireSameOwners } from "../agreement.mjs";
import { compare, timeOnce } from "../compare.mjs";
import { startLoad } from "../load.mjs";
import { requirePrograms, requireRoot } from "../needs.mjs";
import { bin } from "../own.mjs";

const COUNT = 203;
const TOTAL = 4451;
const PAIRS = 5;

/** The rows of each namespace, by the PID of its service: all have the same ports. */
function byService(load, rowsOf) {
  return new Map(
    load.services.flatMap((pid) => [...rowsOf(pid)].map(([key, pids]) => [`${pid} ${key}`, pids])),
  );
}

function agree(load, ownText, peerText) {
  const { listeners } = JSON.parse(ownText);
  const parts = new Map(
    peerText.split(/^namespace /m).map((part) => [Number.parseInt(part, 10), ownersOfSs(part)]),
  );
  const own = byService(load, (pid) =>
    ownersOfAudit(listeners.filter((item) => item.owners.some((owner) => owner.pid === pid))),
  );
  requireSameOwners(
    own,
    byService(load, (pid) => parts.get(pid) ?? []),
    TOTAL,
  );
}

async function run() {
  requireRoot();
  requirePrograms("ss", "ip", "nsenter");
  const load = await startLoad({ listeners: TOTAL, services: COUNT, namespaces: true });
  const names = load.services.map((pid) => `portreeve-bench-${pid}`);
  try {
    const pids = load.services.join(" ");
    const each = `for pid in ${pids}; do echo namespace $pid; nsenter --net=/proc/$pid/ns/net ss -tulpn; done`;
    const result = compare({
      own: [...bin, "audit", "--json"],
      peer: ["sh", "-c", each],
      pairs: PAIRS,
      agree: (own, peer) => agree(load, own, peer),
    });
    for (const pid of load.services)
      spawnSync("ip", ["netns", "attach", `portreeve-bench-${pid}`, String(pid)]);
    const named = timeOnce([
      "sh",
      "-c",
      `for name in ${names.join(" ")}; do ip netns exec $name ss -tulpn; done`,
    ]);
    return { ...result, notes: [`with ip netns exec, once: ${Math.round(named.wall)} ms`] };
  } finally {
    for (const name of names) spawnSync("ip", ["netns", "delete", name], { stdio: "ignore" });
    await load.stop();
  }
}

export default [
  {
    id: "namespaces",
    what: `${TOTAL.toLocaleString("en")} listeners in ${COUNT} network namespaces: \`nsenter … ss -tulpn\` in each / \`portreeve audit --json\``,
    bar: 5,
    run,
  },
];
