// Whether the audit and ss name the same listeners and the same owners: a faster answer that differs does not count.

/** The TCP and UDP rows of `ss -tulpn`: `protocol address port` → PIDs. `*` is `::` that takes IPv4 too. */
export function ownersOfSs(text) {
  const rows = new Map();
  for (const line of text.split("\n")) {
    const found = /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d+)\s/.exec(line);
    if (found === null) continue;
    const [, protocol, address, port] = found;
    const key = `${protocol} ${address.replace(/^\[(.*)\]$/, "$1")} ${port}`;
    const pids = rows.get(key) ?? new Set();
    for (const [, pid] of line.matchAll(/\bpid=(\d+),fd=/g)) pids.add(Number(pid));
    rows.set(key, pids);
  }
  return rows;
}

/** The same of the listeners of an audit. */
export function ownersOfAudit(listeners) {
  const rows = new Map();
  for (const { protocol, address, port, dualStack, owners } of listeners) {
    if (protocol !== "tcp" && protocol !== "udp") continue;
    const key = `${protocol} ${address === "::" && dualStack ? "*" : address} ${port}`;
    rows.set(key, new Set(owners.map((owner) => owner.pid)));
  }
  return rows;
}

function sameOwners(one, other) {
  return one.size > 0 && one.size === other?.size && [...one].every((pid) => other.has(pid));
}

/** Throws unless both have `count` listeners, each with the same owners and with one at least. */
export function requireSameOwners(own, peer, count) {
  if (own.size !== count || peer.size !== count)
    throw new Error(`the answers differ: ${own.size} listeners, ss ${peer.size}, and there are ${count}`);
  const wrong = [...own].filter(([key, pids]) => !sameOwners(pids, peer.get(key)));
  if (wrong.length === 0) return;
  const [key, pids] = wrong[0];
  throw new Error(
    `the answers differ on ${wrong.length} listeners: ${key} is of [${[...pids]}], ss says [${[...(peer.get(key) ?? [])]}]`,
  );
}
