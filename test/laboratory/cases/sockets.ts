/** Cases of sockets (lab-sockets.c). */
import { type LaboratoryCase, need, tcp4 } from "../laboratory-case.ts";

export const SOCKET_CASES: readonly LaboratoryCase[] = [
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
    mayLack: "MPTCP",
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
  { id: "udplite", title: "UDP-Lite", mayLack: "UDP-Lite", rows: [{ protocol: "udplite" }] },
  { id: "sctp", title: "SCTP", mayLack: "SCTP", rows: [{ protocol: "sctp" }] },
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
    id: "link_local",
    title: "a link-local address with its zone",
    rows: [{ address: "fe80::1", interface: "lab0", exposure: "link-local" }],
  },
  {
    id: "device_and_any",
    title: "one port on every device, and again on lo",
    rows: [tcp4, { interface: "lo", exposure: "loopback" }],
  },
  {
    id: "multicast6",
    title: "UDP on a link-local IPv6 group",
    rows: [{ protocol: "udp", address: "ff02::fb", interface: "lab0", exposure: "link-local" }],
  },
  { id: "udp_v6only", title: "UDP on :: with V6ONLY", rows: [{ protocol: "udp", address: "::" }] },
  {
    id: "udp_disconnected",
    title: "UDP connected, then let go again",
    rows: [{ protocol: "udp", address: "127.0.0.1", exposure: "loopback" }],
  },
  { id: "udp6_connected", title: "connected UDP on IPv6 is no listener", rows: [] },
  {
    id: "listen_unbound",
    title: "listening without a bind: the kernel picks the port",
    rows: [{ port: -1, check: (finding) => need(finding.port > 0, "a port") }],
  },
  { id: "shut_down", title: "a listener that was shut down is none", rows: [] },
  { id: "accepted", title: "a connection whose listener is closed is no listener", rows: [] },
  {
    id: "raw_bound",
    title: "a raw socket on a loopback address",
    rows: [{ protocol: "raw", address: "127.0.0.1", port: 253, exposure: "loopback" }],
  },
  { id: "packet_idle", title: "a packet socket that only sends is no listener", rows: [] },
  { id: "raw_connected", title: "a connected raw socket is no listener", rows: [] },
];
