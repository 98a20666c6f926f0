/** Raw and packet sockets: not ports, but programs that see or make traffic past them. */
import type { Facts } from "../facts.ts";
import { type Opinion, THIS_HOST } from "../rule.ts";

/** Programs that need one for their ordinary work. */
const USUAL = new Set([
  ...[
    "dhclient",
    "dhcpcd",
    "udhcpc",
    "NetworkManager",
    "systemd-networkd",
    "wpa_supplicant",
    "hostapd",
    "lldpd",
    "keepalived",
  ],
  ...[
    "tcpdump",
    "dumpcap",
    "tshark",
    "wireshark",
    "suricata",
    "snort",
    "zeek",
    "arpwatch",
    "ping",
    "fping",
    "bird",
    "ospfd",
    "zebra",
    "radvd",
    "dnsmasq",
  ],
]);

export function judgeSniffer({ listener, ownerKind }: Facts): readonly Opinion[] {
  if (listener.protocol !== "raw" && listener.protocol !== "packet") return [];
  const where = listener.interface === null ? "every network device" : listener.interface;
  const what =
    listener.protocol === "packet"
      ? listener.port === 0
        ? `It can send frames of its own making on ${where}.`
        : `It sees the traffic of ${where}, also what is for other programs.`
      : "It sees and makes packets of its protocol, past the ports.";
  const [owner] = listener.owners;
  const isUsual =
    ownerKind === "packaged" && owner !== undefined && USUAL.has(owner.executable?.split("/").at(-1) ?? "");
  if (isUsual || ownerKind === "kernel") {
    return [
      {
        code: "capture",
        text: `${what} ${owner?.name ?? "The kernel"} is known to need that.`,
        source: THIS_HOST,
        verdict: "keep",
        severity: "none",
      },
    ];
  }
  const severity = ownerKind === "packaged" ? "low" : ownerKind === "unchecked" ? "medium" : "high";
  return [
    {
      code: "capture",
      text: `${what} Make sure that you want this.`,
      source: THIS_HOST,
      verdict: "investigate",
      severity,
    },
  ];
}
