/** Merges the sockets of an observation into listeners: one for each namespace, protocol, address, port and device. */
import {
  isServiceManager,
  type Listener,
  type NamespaceReference,
  type Owner,
  type SocketDetail,
} from "../model/listener.ts";
import type { HeldSocket, Observation } from "../model/observation.ts";
import type { Holder, SocketRow } from "../model/socket.ts";
import { exposureOf } from "./exposure.ts";
import { withContainer } from "./owner-container.ts";
import { explainOwners } from "./owner-status.ts";

/** A stable digest of a text, as hex digits. */
export type Digest = (text: string) => string;

const ID_LENGTH = 12;
const ANY_IPV6 = "::";

/** A service manager's sockets name the service that it will start for them. */
function withActivation(owner: Owner, row: SocketRow, held: readonly HeldSocket[]): Owner {
  if (!isServiceManager(owner)) return owner;
  const match = held.find(
    (item) =>
      item.protocol === row.protocol &&
      item.port === row.port &&
      (item.address === null || item.address === row.address),
  );
  return match === undefined ? owner : { ...owner, activates: match.service };
}

/** Devices may be named almost anything, but not with a slash. */
function keyOf({ namespace, protocol, address, port, interface: device }: SocketRow): string {
  return `${namespace}/${protocol}/${address}/${port}/${device ?? ""}`;
}

/** `::` takes IPv4 too unless told otherwise; a group takes it when one of its sockets does. */
function dualStackOf(rows: readonly SocketRow[]): boolean | null {
  const [first] = rows;
  if (first?.address !== ANY_IPV6 || first.protocol === "raw") return false;
  if (rows.some((row) => row.v6only === false)) return true;
  return rows.some((row) => row.v6only === null) ? null : false;
}

function detailOf({
  inode,
  uid,
  backlog,
  receiveQueue,
  sendQueue,
  v6only,
  mptcp,
  cgroup,
}: SocketRow): SocketDetail {
  return { inode, uid, backlog, receiveQueue, sendQueue, v6only, mptcp, cgroup };
}

/** In the order in which the sockets came. `digest` makes the ids. */
export function mergeListeners(observation: Observation, digest: Digest): Listener[] {
  const groups = new Map<string, SocketRow[]>();
  for (const row of observation.sockets) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const holders = new Map<number, Holder[]>();
  for (const holder of observation.holders) {
    const known = holders.get(holder.inode);
    if (known === undefined) holders.set(holder.inode, [holder]);
    else known.push(holder);
  }
  const namespaces = new Map(observation.namespaces.map((item) => [item.inode, item]));

  return [...groups.values()].map((rows): Listener => {
    const row = rows[0] as SocketRow;
    const held =
      rows.length === 1
        ? (holders.get(row.inode) ?? [])
        : rows.flatMap((item) => holders.get(item.inode) ?? []);
    const pids =
      held.length === 1
        ? held.map((holder) => holder.pid)
        : [...new Set(held.map((holder) => holder.pid))].sort((a, b) => a - b);
    const owners = pids
      .map((pid) => observation.owners.get(pid))
      .filter((owner): owner is Owner => owner !== undefined)
      .map((owner) => withContainer(withActivation(owner, row, observation.heldSockets), row, observation));
    const namespace: NamespaceReference = namespaces.get(row.namespace) ?? {
      inode: row.namespace,
      name: null,
    };
    // The inode of a namespace changes with each start; its name does not.
    const identity = [
      namespace.name ?? namespace.inode,
      row.protocol,
      row.address,
      row.port,
      row.interface,
      owners[0]?.executable ?? null,
    ];
    return {
      id: digest(JSON.stringify(identity)).slice(0, ID_LENGTH),
      protocol: row.protocol,
      address: row.address,
      port: row.port,
      interface: row.interface,
      dualStack: dualStackOf(rows),
      sockets: rows.length,
      socketDetails: rows.map(detailOf),
      namespace,
      owners,
      ...explainOwners(rows, held, owners, observation),
      exposure: exposureOf(row.address, row.interface),
    };
  });
}
