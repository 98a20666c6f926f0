/** Audits made by hand, for tests of what is printed: a usual server, nothing open, nothing to see, and more. */
import type { AuditDocument, Finding, Severity, Verdict } from "../../src/model/finding.ts";
import type { Gap } from "../../src/model/gap.ts";
import type { Owner } from "../../src/model/listener.ts";

const TAKEN_AT = "2026-11-24T10:00:00.000Z";

export function sampleOwner(pid: number, name: string, fields: Partial<Owner> = {}): Owner {
  return {
    pid,
    name,
    executable: `/usr/sbin/${name}`,
    executableDeleted: false,
    executableInMemory: false,
    commandLine: [`/usr/sbin/${name}`],
    user: "root",
    uid: 0,
    startedAt: TAKEN_AT,
    parents: [{ pid: 1, name: "systemd" }],
    unit: `${name}.service`,
    activates: null,
    package: name,
    packageStatus: "packaged",
    container: null,
    containerRole: null,
    ...fields,
  };
}

export function sampleFinding(
  endpoint: string,
  [verdict, severity]: readonly [Verdict, Severity],
  reasons: readonly string[],
  fields: Partial<Finding> = {},
): Finding {
  const [, address = "", port = "", protocol = ""] = /^(.*):(\d+)\/(\w+)$/.exec(endpoint) ?? [];
  return {
    id: "0123456789ab",
    protocol: protocol as Finding["protocol"],
    address,
    port: Number(port),
    interface: null,
    dualStack: address === "::",
    sockets: 1,
    socketDetails: [],
    namespace: { inode: 4026531840, name: "host" },
    owners: [],
    ownerStatus: "known",
    ownerNote: null,
    exposure:
      address === "0.0.0.0" || address === "::" ? "any" : address.startsWith("127.") ? "loopback" : "public",
    reachable: [],
    service: null,
    threats: [],
    verdict,
    severity,
    reasons: reasons.map((text, index) => ({ code: `reason-${index}`, text, source: "this host" })),
    lastUsed: null,
    ...fields,
  };
}

export function sampleAudit(
  listeners: readonly Finding[],
  gaps: readonly Gap[] = [],
  fields: Partial<AuditDocument> = {},
): AuditDocument {
  const count = (verdict: Verdict) => listeners.filter((finding) => finding.verdict === verdict).length;
  return {
    schema: "portreeve.audit/1",
    takenAt: TAKEN_AT,
    host: { name: "web-1", os: "linux", kernel: "6.1.0-40-amd64" },
    source: "live",
    listeners,
    exposures: [],
    gaps,
    unparsed: 0,
    summary: {
      listeners: listeners.length,
      keep: count("keep"),
      restrict: count("restrict"),
      close: count("close"),
      investigate: count("investigate"),
      score: listeners.length === 0 ? 100 : 37,
    },
    ...fields,
  };
}

const FILTERS: Gap = {
  code: "filters-not-evaluated",
  what: "Firewall rules are not evaluated: whether a filter lets others through to these listeners is not known.",
  fix: null,
};
const UNREADABLE: Gap = {
  code: "owners-unreadable",
  what: "The open files of 212 processes of other users could not be read: a listener of theirs shows no owner.",
  fix: "sudo portreeve audit",
};

const NAMESPACES: Gap = {
  code: "namespaces-unreadable",
  what: "The network namespaces of 212 processes could not be read: theirs may be missing here.",
  fix: "sudo portreeve audit",
};

const service = (name: string) => ({ name, description: name, source: "IANA" });

const WEB = [
  "nginx is meant for everyone; here it listens on addresses that the internet may reach. It serves web pages.",
];

export const SAMPLES: Readonly<Record<string, AuditDocument>> = {
  server: sampleAudit(
    [
      sampleFinding(
        "0.0.0.0:31337/tcp",
        ["investigate", "critical"],
        [
          "The program of x (PID 6021), /tmp/.x/x, was deleted while it runs, and no package has it.",
          "Malware is known for this port: Back Orifice. What counts is the program that holds it.",
        ],
        {
          owners: [
            sampleOwner(6021, "x", {
              executable: "/tmp/.x/x",
              executableDeleted: true,
              user: "www-data",
              uid: 33,
              unit: "nginx.service",
              package: null,
              packageStatus: "unpackaged",
            }),
          ],
          threats: [{ name: "Back Orifice", kind: "trojan", confidence: "high" }],
        },
      ),
      sampleFinding(
        ":::6379/tcp",
        ["restrict", "critical"],
        [
          "redis is meant for this machine alone; here it listens on addresses that the internet may reach. In-memory store, usually without password; exposed ones are turned into miners within hours.",
          "Better: ACL/TLS, protected mode.",
          "By default redis asks nobody for a password.",
        ],
        {
          owners: [sampleOwner(812, "redis-server", { user: "redis", uid: 110, package: "redis-server" })],
          service: service("redis"),
        },
      ),
      sampleFinding(
        "0.0.0.0:23/tcp",
        ["close", "high"],
        ["telnet is meant for nobody: passwords go over the wire in the clear.", "Better: ssh."],
        {
          owners: [sampleOwner(1, "systemd", { activates: "telnetd@.service", unit: "init.scope" })],
          service: service("telnet"),
        },
      ),
      sampleFinding(
        "2001:db8:12:3456:789a:bcde:f012:3456:5432/tcp",
        ["restrict", "high"],
        [
          "postgresql is meant for the local network; here it listens on addresses that the internet may reach.",
        ],
        {
          owners: [
            sampleOwner(913, "postgres", {
              user: "postgres",
              uid: 107,
              unit: "postgresql@15-main.service",
              container: { id: "4f1c9be07a9e5b21", name: "shop-database-1", image: "postgres:15" },
              containerRole: "inside",
            }),
          ],
          service: service("postgresql"),
        },
      ),
      sampleFinding("0.0.0.0:5353/udp", ["restrict", "low"], ["mdns is meant for the local network."], {
        ownerStatus: "unreadable",
        ownerNote: "No process that may be read has it open; others could not be read.",
        service: service("mdns"),
      }),
      sampleFinding(
        "0.0.0.0:58/raw",
        ["investigate", "low"],
        ["A raw socket takes every packet of its protocol."],
        {
          owners: [sampleOwner(401, "日本語デーモン", { package: null, packageStatus: "unknown" })],
        },
      ),
      sampleFinding(
        "fe80::5054:ff:fe12:3456:546/udp",
        ["keep", "none"],
        ["The DHCPv6 client waits for answers."],
        {
          interface: "enp0s31f6",
          exposure: "link-local",
          owners: [sampleOwner(377, "systemd-network", { user: "systemd-network", uid: 998 })],
          service: service("dhcpv6-client"),
        },
      ),
      sampleFinding("0.0.0.0:22/tcp", ["keep", "none"], ["sshd is how this machine is administered."], {
        owners: [sampleOwner(702, "sshd")],
        service: service("ssh"),
      }),
      sampleFinding(":::443/tcp", ["keep", "none"], WEB, {
        sockets: 4,
        owners: [900, 901, 902, 903].map((pid) => sampleOwner(pid, "nginx", { user: "www-data", uid: 33 })),
        service: service("https"),
      }),
      sampleFinding("0.0.0.0:8081/tcp", ["keep", "none"], ["It passes connections on to a container."], {
        owners: [
          sampleOwner(2210, "docker-proxy", {
            unit: "docker.service",
            package: "docker.io",
            container: { id: "9be07a9e5b214f1c", name: null, image: null },
            containerRole: "forwards",
          }),
        ],
      }),
      sampleFinding("0.0.0.0:51820/udp", ["keep", "none"], ["The kernel's WireGuard device wg0 takes it."], {
        ownerStatus: "kernel",
        ownerNote: "WireGuard device wg0",
        service: service("wireguard"),
      }),
      sampleFinding("127.0.0.53:53/udp", ["keep", "none"], ["Only this machine can reach it."], {
        owners: [sampleOwner(380, "systemd-resolve", { user: "systemd-resolve", uid: 997 })],
        service: service("domain"),
      }),
    ],
    [FILTERS],
    {
      exposures: [
        {
          protocol: "tcp",
          address: "0.0.0.0",
          port: 8080,
          via: "publish",
          target: "172.17.0.2:80",
          because: "table ip nat, chain DOCKER: tcp dport 8080 dnat to 172.17.0.2:80",
        },
      ],
    },
  ),
  empty: sampleAudit([]),
  blind: sampleAudit([], [NAMESPACES, UNREADABLE, FILTERS]),
  namespaces: sampleAudit(
    [
      sampleFinding(
        "0.0.0.0:8080/tcp",
        ["investigate", "medium"],
        ["No package has /srv/app/run: make sure that you know who put it there."],
        {
          namespace: { inode: 4026532200, name: null },
          owners: [
            sampleOwner(4100, "run", {
              packageStatus: "unpackaged",
              package: null,
              executable: "/srv/app/run",
            }),
          ],
        },
      ),
      sampleFinding("0.0.0.0:22/tcp", ["keep", "none"], ["sshd is how this machine is administered."], {
        owners: [sampleOwner(702, "sshd")],
        service: service("ssh"),
      }),
      sampleFinding("0.0.0.0:22/tcp", ["keep", "none"], ["sshd is how this machine is administered."], {
        namespace: { inode: 4026532300, name: "blue" },
        owners: [sampleOwner(3702, "sshd")],
        service: service("ssh"),
      }),
    ],
    [NAMESPACES, UNREADABLE, FILTERS],
  ),
};
