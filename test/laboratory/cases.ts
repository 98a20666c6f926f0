/** The cases of the laboratory: what each makes (`lab.c`), and what an audit must say of it. */
import type { Finding } from "../../src/model/finding.ts";
import type { Exposure, OwnerStatus } from "../../src/model/listener.ts";
import type { Protocol } from "../../src/model/protocol.ts";

export interface ExpectedRow {
  readonly protocol?: Protocol;
  readonly address?: string;
  /** The case's port unless told; raw and packet sockets have other numbers. */
  readonly port?: number;
  readonly interface?: string;
  readonly dualStack?: boolean;
  readonly sockets?: number;
  readonly status?: OwnerStatus;
  readonly exposure?: Exposure;
  /** Which of the case's processes own it: all unless told. */
  readonly owners?: "all" | "none" | "first" | "last";
  readonly check?: (finding: Finding) => void;
}

export interface LaboratoryCase {
  /** Name in lab.c. */
  readonly id: string;
  readonly title: string;
  /** No row at all for `[]`. */
  readonly rows: readonly ExpectedRow[];
}

function need(truth: boolean, what: string): void {
  if (!truth) throw new Error(what);
}

const tcp4: ExpectedRow = {};

export const CASES: readonly LaboratoryCase[] = [
  { id: "tcp4", title: "TCP on every IPv4 address", rows: [tcp4] },
  { id: "tcp6_dual", title: "TCP on :: for both families", rows: [{ address: "::", dualStack: true }] },
  {
    id: "tcp6_specific",
    title: "TCP on ::1, V6ONLY off",
    rows: [{ address: "::1", dualStack: false, exposure: "loopback" }],
  },
  {
    id: "mapped",
    title: "::ffff:127.0.0.1",
    rows: [{ address: "::ffff:127.0.0.1", dualStack: false, exposure: "loopback" }],
  },
  { id: "v6only", title: "TCP on :: with V6ONLY", rows: [{ address: "::", dualStack: false }] },
  {
    id: "both_families",
    title: "0.0.0.0 and V6ONLY :: on one port",
    rows: [tcp4, { address: "::", dualStack: false }],
  },
  {
    id: "two_loopbacks",
    title: "one port on two loopback addresses",
    rows: [
      { address: "127.0.0.2", exposure: "loopback" },
      { address: "127.0.0.3", exposure: "loopback" },
    ],
  },
  { id: "reuseport", title: "SO_REUSEPORT by three processes", rows: [{ sockets: 3 }] },
  { id: "inherited", title: "inherited by two children", rows: [{ status: "shared" }] },
  { id: "parent_closed", title: "the parent closed it, the child holds it", rows: [tcp4] },
  { id: "thread_table", title: "a thread with a descriptor table of its own", rows: [{ status: "thread" }] },
  { id: "leader_gone", title: "the main thread has ended", rows: [{ status: "thread" }] },
  {
    id: "parked",
    title: "parked in a UNIX socket (SCM_RIGHTS)",
    rows: [
      {
        status: "in-flight",
        owners: "none",
        check: (finding) =>
          need(/lab/.test(finding.ownerNote ?? ""), "the note names the process with the queue"),
      },
    ],
  },
  { id: "io_uring", title: "registered with an io_uring, descriptor closed", rows: [{ status: "io_uring" }] },
  {
    id: "socket_uid",
    title: "the socket's user is not the process's",
    rows: [
      {
        check(finding) {
          need(finding.socketDetails[0]?.uid === 65534, "uid of the socket");
          need(finding.owners[0]?.uid === 0, "uid of the process");
        },
      },
    ],
  },
  {
    id: "dropped",
    title: "a daemon that dropped its privileges",
    rows: [{ check: (finding) => need(finding.owners[0]?.uid === 65534, "uid of the process") }],
  },
  { id: "device_lo", title: "bound to the device lo", rows: [{ interface: "lo", exposure: "loopback" }] },
  { id: "device_veth", title: "bound to a veth device", rows: [{ interface: "lab0" }] },
  {
    id: "freebind",
    title: "an address that the host lacks (IP_FREEBIND)",
    rows: [
      {
        address: "198.51.100.7",
        exposure: "public",
        check: (finding) =>
          need(
            finding.reasons.some((reason) => reason.code === "foreign-address"),
            "a reason says that the address is not here",
          ),
      },
    ],
  },
  { id: "transparent", title: "IP_TRANSPARENT", rows: [{ address: "203.0.113.9", exposure: "public" }] },
  {
    id: "mptcp",
    title: "MPTCP",
    rows: [{ check: (finding) => need(finding.socketDetails[0]?.mptcp === true, "mptcp") }],
  },
  {
    id: "backlog_zero",
    title: "backlog 0",
    rows: [{ check: (finding) => need(finding.socketDetails[0]?.backlog === 0, "backlog") }],
  },
  {
    id: "waiting_connection",
    title: "a connection waits to be accepted",
    rows: [
      {
        address: "127.0.0.1",
        exposure: "loopback",
        check: (finding) => need(finding.socketDetails[0]?.receiveQueue === 1, "receive queue"),
      },
    ],
  },
  { id: "udp4", title: "UDP on every IPv4 address", rows: [{ protocol: "udp" }] },
  {
    id: "udp6",
    title: "UDP on :: for both families",
    rows: [{ protocol: "udp", address: "::", dualStack: true }],
  },
  {
    id: "multicast",
    title: "UDP on a multicast group",
    rows: [{ protocol: "udp", address: "239.1.2.3", exposure: "private" }],
  },
  { id: "udp_connected", title: "connected UDP is no listener", rows: [] },
  { id: "bound_only", title: "bound without listening is no listener", rows: [] },
  {
    id: "udp_client",
    title: "an outgoing UDP socket that looks open",
    rows: [
      {
        protocol: "udp",
        port: -1,
        check: (finding) =>
          need(
            finding.reasons.some((reason) => reason.code === "client-socket"),
            "a reason says so",
          ),
      },
    ],
  },
  {
    id: "udp_shared_port",
    title: "one UDP port by two programs (SO_REUSEADDR)",
    rows: [{ protocol: "udp", sockets: 2 }],
  },
  { id: "udplite", title: "UDP-Lite", rows: [{ protocol: "udplite" }] },
  { id: "sctp", title: "SCTP", rows: [{ protocol: "sctp" }] },
  { id: "raw4", title: "a raw ICMP socket", rows: [{ protocol: "raw", port: 1 }] },
  {
    id: "raw6",
    title: "a raw ICMPv6 socket",
    rows: [{ protocol: "raw", address: "::", port: 58, dualStack: false }],
  },
  {
    id: "packet_all",
    title: "a sniffer of everything",
    rows: [{ protocol: "packet", address: "*", port: 3 }],
  },
  {
    id: "packet_lldp",
    title: "a packet socket of one EtherType and device",
    rows: [{ protocol: "packet", address: "*", port: 0x88cc, interface: "lab0" }],
  },
  {
    id: "name_forging",
    title: 'the name a",pid=1,fd=3',
    rows: [{ check: (finding) => need(finding.owners[0]?.name === 'a",pid=1,fd=3', "name") }],
  },
  {
    id: "name_newline",
    title: "a name with a newline",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "x\nLISTEN 0 0", "name") }],
  },
  {
    id: "name_escape",
    title: "a name with escapes",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "\x1b[2J\x1b[31mx", "name") }],
  },
  {
    id: "name_empty",
    title: "an empty name",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "", "name") }],
  },
  {
    id: "name_parenthesis",
    title: "the name a) R 1 (b",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "a) R 1 (b", "name") }],
  },
  {
    id: "argv_hostile",
    title: "newlines and invalid UTF-8 in arguments",
    rows: [
      { check: (finding) => need(finding.owners[0]?.commandLine[0] === "daemon\nfake row", "command line") },
    ],
  },
  {
    id: "memfd",
    title: "a program from memory that calls itself [kworker/0:1]",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableInMemory === true, "in memory");
          need(finding.severity === "critical" && finding.verdict === "investigate", "verdict");
        },
      },
    ],
  },
  {
    id: "deleted",
    title: "a deleted program",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableDeleted === true, "deleted");
          need(finding.owners[0]?.executable?.endsWith(" (deleted)") === false, "path without the mark");
          need(finding.severity === "critical" && finding.verdict === "investigate", "verdict");
        },
      },
    ],
  },
  {
    id: "path_mark",
    title: 'a path that really ends with " (deleted)"',
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableDeleted === false, "not deleted");
          need(finding.owners[0]?.executable?.endsWith("/lab (deleted)") === true, "path");
        },
      },
    ],
  },
  {
    id: "path_newline",
    title: "a path with a newline",
    rows: [
      { check: (finding) => need(finding.owners[0]?.executable?.endsWith("/lab\nnew") === true, "path") },
    ],
  },
  {
    id: "link_local",
    title: "a link-local address with its zone",
    rows: [{ address: "fe80::1", interface: "lab0", exposure: "link-local" }],
  },
  { id: "activated", title: "a socket passed to a service (LISTEN_FDS)", rows: [{ status: "shared" }] },
  { id: "pid_namespace", title: "a process in a PID namespace", rows: [tcp4] },
  {
    id: "chroot",
    title: "a process in a mount namespace and chroot",
    rows: [{ check: (finding) => need(finding.owners[0]?.packageStatus !== undefined, "package") }],
  },
  { id: "namespace_by_socket", title: "a network namespace that only a socket holds", rows: [tcp4] },
  { id: "namespace_by_descriptor", title: "a network namespace that a descriptor holds", rows: [tcp4] },
  { id: "namespace_named", title: "a named network namespace without a process", rows: [tcp4] },
  { id: "thread_namespace", title: "a network namespace of one thread", rows: [tcp4] },
  { id: "many_descriptors", title: "descriptor 7777 among 5,000", rows: [tcp4] },
  { id: "stopped", title: "a stopped process", rows: [tcp4] },
];
