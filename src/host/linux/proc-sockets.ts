/** The sockets of a network namespace by /proc/PID/net: for what netlink does not tell, and without privilege. */
import { existsSync, readFileSync } from "node:fs";
import type { Collected, Gap } from "../../model/gap.ts";
import { PROTOCOLS, type Protocol } from "../../model/protocol.ts";
import type { SocketRow } from "../../model/socket.ts";
import { parseProcNet, parseProcNetPacket } from "../../text/proc-net.ts";
import { rootFix } from "../root-fix.ts";
import { packetRows } from "./packet-row.ts";

const LISTENS = 10;
const NO_PEER = 7;

/** A file of /proc/PID/net; null when the kernel has no such protocol, an Error when it may not be read. */
function readTable(path: string): string | null | Error {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : (error as Error);
  }
}

function socketRows(text: string, protocol: Protocol, namespace: number): SocketRow[] {
  const isStream = protocol === "tcp";
  return parseProcNet(text)
    .filter((item) => item.state === (isStream ? LISTENS : NO_PEER) && item.port !== 0)
    .map((item) => ({
      protocol,
      mptcp: false,
      namespace,
      address: item.address,
      port: item.port,
      interface: null,
      v6only: null,
      backlog: null,
      receiveQueue: item.receiveQueue,
      sendQueue: item.sendQueue,
      uid: item.uid,
      inode: item.inode,
      cgroup: null,
    }));
}

/**
 * The sockets of the namespace that `processFolder` (`/proc/PID`) is in. /proc/net has no SCTP listener's owner
 * and no bound device; a listener of `::` does not tell whether it takes IPv4 too.
 */
export function readProcSockets(
  processFolder: string,
  namespace: number,
  protocols: readonly Protocol[] = PROTOCOLS,
  deviceName: (index: number) => string | null = (index) => (index === 0 ? null : `if${index}`),
): Collected<SocketRow[]> {
  const rows: SocketRow[] = [];
  const gaps: Gap[] = [];
  const refused = new Set<Protocol>();
  // A missing table means a missing protocol only where the folder itself is there.
  if (!existsSync(`${processFolder}/net/dev`)) for (const protocol of protocols) refused.add(protocol);
  for (const protocol of protocols.filter((item) => !refused.has(item))) {
    if (protocol === "sctp") {
      if (existsSync(`${processFolder}/net/sctp`)) refused.add(protocol);
      continue;
    }
    for (const file of protocol === "packet" ? ["packet"] : [protocol, `${protocol}6`]) {
      const text = readTable(`${processFolder}/net/${file}`);
      if (text instanceof Error) refused.add(protocol);
      else if (text === null) continue;
      else
        rows.push(
          ...(protocol === "packet"
            ? packetRows(parseProcNetPacket(text), namespace, deviceName)
            : socketRows(text, protocol, namespace)),
        );
    }
  }
  if (refused.size > 0) {
    gaps.push({
      code: "sockets-unreadable",
      what: `${[...refused].join(", ")} sockets of the network namespace ${namespace} could not be read from ${processFolder}/net.`,
      fix: rootFix(),
    });
  }
  return { value: rows, gaps };
}
