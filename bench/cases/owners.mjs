// Owners of all listeners on a machine with 500,000 descriptors, beside ss and, once, the others.
import { ownersOfAudit, ownersOfSs, requireSameOwners } from "../agreement.mjs";
import { compare, timeOnce } from "../compare.mjs";
import { startLoad } from "../load.mjs";
import { requirePrograms, requireRoot } from "../needs.mjs";
import { bin } from "../own.mjs";

const IDLE = { idle: 5000, descriptors: 100 };
const FEW = { listeners: 270, udp: 30, services: 30 };
const MANY = { listeners: 10_000, udp: 1000, services: 110 };
const PAIRS = 5;
const SS = ["ss", "-tulpn"];

/** The listeners of an audit's text that are of the load, whatever else the machine has. */
function ofLoad(text, load) {
  return JSON.parse(text).listeners.filter((item) =>
    item.owners.some((owner) => load.services.includes(owner.pid)),
  );
}

/** One peer's wall time, or why there is none. */
function timePeer(words, options) {
  try {
    const { wall, cpu } = timeOnce(words, options);
    return `${words.join(" ")}, once: ${Math.round(wall)} ms (CPU ${Math.round(cpu)})`;
  } catch (error) {
    return `${words.join(" ")}: not measured, ${error.message}`;
  }
}

/** Runs both in the load's network namespace and gives the figure of those pairs in which they agree. */
async function compareOwners({ size, groups, env = {}, peers = [] }) {
  requireRoot();
  requirePrograms("ss");
  const load = await startLoad({ ...IDLE, ...size, groups });
  try {
    const options = { net: `/proc/${load.pid}/ns/net`, env };
    const count = size.listeners + size.udp;
    const agree = (own, peer) => requireSameOwners(ownersOfAudit(ofLoad(own, load)), ownersOfSs(peer), count);
    const beside = (own) => compare({ own, peer: SS, pairs: PAIRS, agree, options });
    const result = beside([...bin, "audit", "--json"]);
    const here = beside([...bin, "audit", "--json", "--namespace", "current"]);
    const notes = [
      `with --namespace current ${here.ratio.toFixed(1)}× (${here.least.toFixed(1)}–${here.most.toFixed(1)}), ${Math.round(here.ownWall)} ms`,
      ...peers.map((words) => timePeer(words, options)),
    ];
    return { ...result, notes };
  } finally {
    await load.stop();
  }
}

const what = (count, where) =>
  `owners of ${count} listeners beside 5,000 processes with 100 descriptors each, ${where}: \`ss -tulpn\` / \`portreeve audit --json\``;

export default [
  {
    id: "owners-300",
    what: what(300, "a control group per service"),
    bar: 10,
    run: () =>
      compareOwners({
        size: FEW,
        groups: "each",
        peers: [
          ["netstat", "-tulpn"],
          ["lsof", "-nP", "-i"],
        ],
      }),
  },
  {
    id: "owners-11000",
    what: what("11,000", "a control group per service"),
    bar: 5,
    run: () => compareOwners({ size: MANY, groups: "each" }),
  },
  {
    id: "owners-one-cgroup",
    what: what("11,000", "all in one control group"),
    bar: 1.5,
    run: () => compareOwners({ size: MANY, groups: "one" }),
  },
  {
    id: "owners-one-cgroup-links",
    what: `${what("11,000", "all in one control group")}, without the kernel's iterator`,
    bar: 1.5,
    run: () => compareOwners({ size: MANY, groups: "one", env: { PORTREEVE_OWNERS: "links" } }),
  },
];
