// Many network namespaces, beside ss run in each.
import { spawnSync } from "node:child_process";
import { startLoad } from "../load.mjs";
import { compare } from "../measure.mjs";
import { bin } from "../own.mjs";

const COUNT = 203;
const TOTAL = 4451;

async function run() {
  const loads = [];
  const names = [];
  try {
    for (let index = 0; index < COUNT; index++) {
      const tcp = Math.floor(TOTAL / COUNT) + (index < TOTAL % COUNT ? 1 : 0);
      const load = await startLoad({ services: 1, tcp, udp: 0, idle: 0, descriptors: 0, groups: "one" });
      loads.push(load);
      const name = `portreeve-bench-${process.pid}-${index}`;
      spawnSync("ip", ["netns", "attach", name, String(load.pid)]);
      names.push(name);
    }
    const script = `for name in ${names.join(" ")}; do ip netns exec $name ss -tulpn; done`;
    const result = compare([...bin, "audit", "--json"], ["sh", "-c", script], 3);
    const own = JSON.parse(result.ownOutput).listeners.filter((item) =>
      item.namespace.name?.startsWith("portreeve-bench-"),
    );
    const theirs = result.peerOutput.split("\n").filter((line) => line.startsWith("tcp")).length;
    if (own.length !== TOTAL || theirs !== TOTAL)
      throw new Error(`${own.length} listeners, ss has ${theirs}`);
    if (own.some((item) => item.owners.length === 0)) throw new Error("a listener without an owner");
    return { ...result, notes: [] };
  } finally {
    for (const name of names) spawnSync("ip", ["netns", "delete", name]);
    for (const load of loads) await load.stop();
  }
}

export default [
  {
    id: "namespaces",
    what: `${TOTAL} listeners in ${COUNT} network namespaces: ss -tulpn in each / portreeve audit --json`,
    bar: 5,
    run,
  },
];
