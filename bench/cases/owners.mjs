// Owners of all listeners on a machine with 500,000 descriptors, beside ss (facts: load D).
import { startLoad } from "../load.mjs";
import { compare, timeOnce } from "../measure.mjs";
import { bin } from "../own.mjs";

const LOAD_D = { idle: 5000, descriptors: 100 };

/** Runs both in the load's network namespace, checks that they agree, and gives the figure. */
async function compareOwners({ services, tcp, udp, groups, peers }) {
  const load = await startLoad({ ...LOAD_D, services, tcp, udp, groups });
  try {
    const inside = ["nsenter", `--net=/proc/${load.pid}/ns/net`];
    const own = [...inside, ...bin, "audit", "--json", "--namespace", "current"];
    const result = compare(own, [...inside, "ss", "-tulpn"], 3);
    const { listeners } = JSON.parse(result.ownOutput);
    const theirs = result.peerOutput.trim().split("\n").length - 1;
    if (listeners.length !== theirs) throw new Error(`${listeners.length} listeners, ss has ${theirs}`);
    const owned = listeners.filter((item) => item.owners.length > 0).length;
    if (owned !== listeners.length) throw new Error(`only ${owned} of ${listeners.length} have an owner`);
    const whole = compare([...inside, ...bin, "audit", "--json"], [...inside, "ss", "-tulpn"], 3);
    const notes = [`all namespaces (the default): ${whole.ratio.toFixed(1)} times`];
    for (const peer of peers)
      notes.push(`${peer.join(" ")}: ${Math.round(timeOnce([...inside, ...peer]).wall)} ms, once`);
    return { ...result, notes };
  } finally {
    await load.stop();
  }
}

const what = (count, where) =>
  `owners of ${count} listeners beside 5,000 processes with 100 descriptors each, ${where}: ss -tulpn / portreeve audit --json`;

export default [
  {
    id: "owners-300",
    what: what(300, "a cgroup per service"),
    bar: 10,
    run: () =>
      compareOwners({ services: 30, tcp: 270, udp: 30, groups: "each", peers: [["netstat", "-tulpn"]] }),
  },
  {
    id: "owners-11000",
    what: what("11,000", "a cgroup per service"),
    bar: 5,
    run: () => compareOwners({ services: 110, tcp: 10_000, udp: 1000, groups: "each", peers: [] }),
  },
  {
    id: "owners-one-cgroup",
    what: what("11,000", "all in one cgroup"),
    bar: 1.5,
    run: () => compareOwners({ services: 110, tcp: 10_000, udp: 1000, groups: "one", peers: [] }),
  },
  {
    id: "owners-one-cgroup-links",
    what: `${what("11,000", "all in one cgroup")}, without the kernel's iterator`,
    bar: 1.5,
    env: { PORTREEVE_OWNERS: "links" },
    run: () => compareOwners({ services: 110, tcp: 10_000, udp: 1000, groups: "one", peers: [] }),
  },
];
