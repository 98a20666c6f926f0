/** The sockets of one network namespace that others can reach, asked of the kernel by netlink. */
import type { Collected, Gap } from "../../model/gap.ts";
import { formatIpv4, formatIpv6 } from "../../model/ip-address.ts";
import type { Protocol } from "../../model/protocol.ts";
import type { SocketRow } from "../../model/socket.ts";
import { type Link, parseLink, RTM_GETLINK, RTM_NEWLINK, writeLinkRequest } from "../../wire/route-link.ts";
import {
  AF_INET,
  AF_INET6,
  type InetSocket,
  type PacketSocket,
  parseInetSocket,
  parsePacketSocket,
  SOCK_DIAG_BY_FAMILY,
  STATE_CLOSE,
  STATE_LISTEN,
  writeInetDiagRequest,
  writePacketDiagRequest,
} from "../../wire/sock-diag.ts";
import { ENOENT, type Libc, NETLINK_ROUTE, NETLINK_SOCK_DIAG } from "./libc.ts";
import { type NetlinkSocket, openNetlinkSocket } from "./netlink-socket.ts";
import { packetRows } from "./packet-row.ts";
import { readProcSockets } from "./proc-sockets.ts";

const IPPROTO_MPTCP = 262;

interface Question {
  readonly protocol: Protocol;
  readonly number: number;
  readonly states: number;
}

/** IP protocol numbers as IANA assigns them; 255 is IPPROTO_RAW, which the kernel takes for every raw socket. */
const QUESTIONS: readonly Question[] = [
  { protocol: "tcp", number: 6, states: STATE_LISTEN },
  { protocol: "udp", number: 17, states: STATE_CLOSE },
  { protocol: "udplite", number: 136, states: STATE_CLOSE },
  { protocol: "sctp", number: 132, states: STATE_LISTEN },
  { protocol: "raw", number: 255, states: STATE_CLOSE },
];

/** What one namespace gave, before device and cgroup numbers have names. */
interface Answer {
  readonly inet: { protocol: Protocol; socket: InetSocket }[];
  readonly packets: PacketSocket[];
  readonly multipath: Set<number>;
  /** Protocols that this kernel cannot tell by netlink. */
  readonly untold: Protocol[];
  readonly gaps: Gap[];
}

/** A dump that was disturbed is asked for again; after that its answer stands. */
const MAX_TRIES = 3;

function ask<T>(
  socket: NetlinkSocket,
  request: Uint8Array,
  parse: (view: DataView, start: number, end: number) => T | null,
): { errno: number; found: T[] } {
  for (let tries = 1; ; tries++) {
    const found: T[] = [];
    const { errno, interrupted } = socket.dump(SOCK_DIAG_BY_FAMILY, request, (view, start, end) => {
      const item = parse(view, start, end);
      if (item !== null) found.push(item);
    });
    if (!interrupted || tries === MAX_TRIES) return { errno, found };
  }
}

function askAll(libc: Libc, socket: NetlinkSocket): Answer {
  const answer: Answer = { inet: [], packets: [], multipath: new Set(), untold: [], gaps: [] };
  const note = (protocol: Protocol, errno: number) => {
    // ENOENT: the kernel has no such protocol, or no netlink answer for it.
    if (errno === ENOENT) answer.untold.push(protocol);
    else if (errno !== 0) {
      answer.gaps.push({
        code: "sockets-refused",
        what: `The kernel refused to list ${protocol} sockets: ${libc.errorName(errno)}.`,
        fix: null,
      });
    }
  };
  for (const { protocol, number, states } of QUESTIONS) {
    for (const family of [AF_INET, AF_INET6]) {
      const { errno, found } = ask(socket, writeInetDiagRequest(family, number, states), parseInetSocket);
      for (const item of found) answer.inet.push({ protocol, socket: item });
      if (family === AF_INET || errno !== ENOENT) note(protocol, errno);
      if (errno === ENOENT) break;
    }
  }
  for (const family of [AF_INET, AF_INET6]) {
    const { found } = ask(socket, writeInetDiagRequest(family, IPPROTO_MPTCP, STATE_LISTEN), parseInetSocket);
    for (const item of found) answer.multipath.add(item.inode);
  }
  const { errno, found } = ask(socket, writePacketDiagRequest(), parsePacketSocket);
  answer.packets.push(...found);
  note("packet", errno);
  return answer;
}

/** The devices of the namespace that the calling thread is in. */
export function readLinks(libc: Libc): Link[] {
  const socket = openNetlinkSocket(libc, NETLINK_ROUTE);
  if (typeof socket === "number") return [];
  const links: Link[] = [];
  try {
    socket.dump(RTM_GETLINK, writeLinkRequest(), (view, start, end, type) => {
      const link = type === RTM_NEWLINK ? parseLink(view, start, end) : null;
      if (link !== null) links.push(link);
    });
  } finally {
    socket[Symbol.dispose]();
  }
  return links;
}

/** Names by index, asked for only when a socket is bound to a device. */
function deviceNamer(libc: Libc): (index: number) => string | null {
  let names: Map<number, string> | null = null;
  return (index) => {
    if (index === 0) return null;
    names ??= new Map(readLinks(libc).map((link) => [link.index, link.name]));
    return names.get(index) ?? `if${index}`;
  };
}

/**
 * All sockets of the namespace that the calling thread is in; its inode is given for the rows. Blocks for the
 * time of the dumps (0.1 ms when there is little).
 */
export function readSocketRows(
  libc: Libc,
  namespace: number,
  nameCgroup: (id: bigint) => string,
): Collected<SocketRow[]> {
  const socket = openNetlinkSocket(libc, NETLINK_SOCK_DIAG);
  if (typeof socket === "number") {
    return {
      value: [],
      gaps: [
        {
          code: "sockets-refused",
          what: `The kernel refused a netlink socket: ${libc.errorName(socket)}.`,
          fix: null,
        },
      ],
    };
  }
  let answer: Answer;
  try {
    answer = askAll(libc, socket);
  } finally {
    socket[Symbol.dispose]();
  }
  const deviceName = deviceNamer(libc);
  const rows: SocketRow[] = answer.inet
    // An unbound socket (port 0) cannot be reached; a raw one has its protocol there.
    .filter(({ socket: item }) => item.port !== 0)
    .map(({ protocol, socket: item }) => ({
      protocol,
      mptcp: answer.multipath.has(item.inode),
      namespace,
      address: item.family === AF_INET6 ? formatIpv6(item.address, 0) : formatIpv4(item.address, 0),
      port: item.port,
      interface: deviceName(item.interfaceIndex),
      v6only: item.v6only,
      backlog: protocol === "tcp" || protocol === "sctp" ? item.sendQueue : null,
      receiveQueue: item.receiveQueue,
      sendQueue: protocol === "tcp" || protocol === "sctp" ? 0 : item.sendQueue,
      uid: item.uid,
      inode: item.inode,
      cgroup: item.cgroup === null ? null : nameCgroup(item.cgroup),
    }));
  rows.push(...packetRows(answer.packets, namespace, deviceName));
  const gaps = [...answer.gaps];
  if (answer.untold.length > 0) {
    const rest = readProcSockets("/proc/thread-self", namespace, answer.untold, deviceName);
    rows.push(...rest.value);
    gaps.push(...rest.gaps);
  }
  return { value: rows, gaps };
}
