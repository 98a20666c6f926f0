import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PortForwarder, parsePortForwarder } from "./port-forwarder.ts";

const ID = "147dd37a53450686d17e87783b0fde8f9ed47fd9e74ffd76e4b02fd36f60882b";

function show(found: PortForwarder | null): string {
  if (found === null) return "-";
  const ports = found.ports?.map(
    (port) =>
      `${port.protocol} ${port.hostAddress ?? "*"} ${port.hostPort}${port.count > 1 ? `+${port.count}` : ""}>${port.containerPort}`,
  );
  const facts = [
    found.containerId && `id=${found.containerId.slice(0, 12)}`,
    found.containerName && `name=${found.containerName}`,
    found.containerAddress && `address=${found.containerAddress}`,
    found.containerPid && `pid=${found.containerPid}`,
    found.networkNamespace && `netns=${found.networkNamespace}`,
    ports && `[${ports.join("; ")}]`,
  ];
  return [found.program, ...facts.filter(Boolean)].join(" ");
}

const parse = (executable: string | null, line: string): string =>
  show(parsePortForwarder({ executable, commandLine: line.split(" ") }));

describe("parsePortForwarder", () => {
  // Command lines as Docker 20.10, Podman 4.3 and passt 2023 to 2025 make them.
  it.each<[string, string, string]>([
    [
      "/usr/sbin/docker-proxy",
      "/usr/sbin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80",
      "docker-proxy address=172.17.0.2 [tcp 0.0.0.0 8080>80]",
    ],
    [
      "/usr/bin/docker-proxy",
      "/usr/bin/docker-proxy -proto udp -host-ip :: -host-port 53 -container-ip fd00::2 -container-port 5353 -use-listen-fd",
      "docker-proxy address=fd00::2 [udp :: 53>5353]",
    ],
    [
      "/usr/bin/docker-proxy",
      "docker-proxy --host-port=8080 --container-port=80 --container-ip=172.17.0.2",
      "docker-proxy address=172.17.0.2 [tcp * 8080>80]",
    ],
    ["/usr/bin/docker-proxy", "docker-proxy -host-port 99999 -container-port 80", "docker-proxy"],
    ["/usr/bin/docker-proxy", "docker-proxy", "docker-proxy"],
    ["/usr/lib/podman/rootlessport", "rootlessport", "rootlessport"],
    ["/usr/bin/podman", "containers-rootlessport", "rootlessport"],
    ["/usr/bin/podman", "podman run -p 80:80 web", "-"],
    ["/usr/lib/podman/rootlessport", "rootlessport-child", "-"],
    [
      "/usr/bin/rootlesskit",
      "rootlesskit --state-dir=/run/user/1000/dockerd-rootless --net=slirp4netns",
      "rootlesskit",
    ],
    [
      "/usr/bin/pasta.avx2",
      "/usr/bin/pasta --config-net -t 8000-8000:80-80 -t 8443-8443:443-443 --dns-forward 169.254.0.1 -u none -T none -U none --no-map-gw --quiet --netns /run/user/1001/netns/netns-8af36004",
      "pasta netns=/run/user/1001/netns/netns-8af36004 [tcp * 8000>80; tcp * 8443>443]",
    ],
    [
      "/usr/bin/passt.avx2",
      "/usr/bin/pasta --config-net --pid /tmp/rootless-netns-conn.pid -t 127.0.0.1/8000-8009:9000-9009 -u 53 -T none -U none --netns=/run/x",
      "pasta netns=/run/x [tcp 127.0.0.1 8000+10>9000; udp * 53>53]",
    ],
    [
      "/usr/bin/pasta",
      "pasta -q -t 192.0.2.1%eth0/22,25 -u none 4242",
      "pasta pid=4242 [tcp 192.0.2.1 22>22; tcp 192.0.2.1 25>25]",
    ],
    ["/usr/bin/pasta", "pasta -t::1/22 -unone -- sh -c 99", "pasta [tcp ::1 22>22]"],
    ["/usr/bin/pasta", "pasta -t 80 -u none sh -t 90 7", "pasta [tcp * 80>80]"],
    ["/usr/bin/pasta", "pasta --tcp-ports=auto --udp-ports=auto 12", "pasta pid=12"],
    ["/usr/bin/pasta", "pasta -t 2000-5000,~3000-3010 -u none 12", "pasta pid=12"],
    ["/usr/bin/pasta", "pasta -t none -u none 12", "pasta pid=12 []"],
    ["/usr/bin/pasta", "pasta -t 70000 12", "pasta pid=12"],
    ["/usr/bin/pasta", "pasta -t 90-80 12", "pasta pid=12"],
    ["/usr/bin/passt", "passt --socket /tmp/x -t 22", "-"],
    [
      "/usr/bin/slirp4netns",
      `/usr/bin/slirp4netns --disable-host-loopback --mtu=65520 --enable-sandbox -c -e 3 -r 4 --api-socket /run/libpod/${ID}.net --netns-type=path /run/netns/netns-2b567cd9 tap0`,
      `slirp4netns id=${ID.slice(0, 12)} netns=/run/netns/netns-2b567cd9`,
    ],
    ["/usr/bin/slirp4netns", "slirp4netns --configure --mtu=65520 -m 1500 77 tap0", "slirp4netns pid=77"],
    [
      "/usr/bin/conmon",
      `/usr/bin/conmon --api-version 1 -c ${ID} -u ${ID} -r /usr/bin/runc -n web4 --full-attach`,
      `conmon id=${ID.slice(0, 12)} name=web4`,
    ],
    ["/usr/bin/conmon", "conmon --version", "-"],
    [
      "/usr/sbin/incusd",
      "/usr/sbin/incusd forkproxy -- 1201 3 tcp:0.0.0.0:8080 4410 4 tcp:127.0.0.1:80 /var/log/incus/web/proxy.http.log /run/incus/web/proxy.http 0",
      "forkproxy name=web pid=4410 [tcp 0.0.0.0 8080>80]",
    ],
    [
      "/snap/lxd/current/bin/lxd",
      "/snap/lxd/current/bin/lxd forkproxy -- 14522 -1 unix:/tmp/proxy.sock 13977 -1 unix:/x /var/snap/lxd/common/lxd/logs/test/proxy.sock.log",
      "forkproxy name=test pid=13977",
    ],
    ["/usr/bin/lxd", "lxd --group lxd", "-"],
    ["/usr/sbin/nginx", "nginx: master process", "-"],
    // A name alone does not make a forwarder.
    [
      "/tmp/backdoor",
      "docker-proxy -proto tcp -host-port 80 -container-ip 172.17.0.2 -container-port 80",
      "-",
    ],
  ])("%s: %s", (executable, line, expected) => {
    expect(parse(executable, line)).toBe(expected);
  });

  it("takes the name that a process gives itself when its executable cannot be read", () => {
    expect(parse(null, "rootlessport")).toBe("rootlessport");
    expect(parse(null, "/usr/sbin/docker-proxy -host-port 1 -container-port 2")).toBe(
      "docker-proxy [tcp * 1>2]",
    );
  });

  it("knows a program whose file was replaced", () => {
    expect(parse("/usr/bin/docker-proxy (deleted)", "docker-proxy")).toBe("docker-proxy");
  });

  it("never throws", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "-t",
        "-u",
        "--netns",
        "-c",
        "forkproxy",
        "--",
        "-host-port",
        "--tcp-ports=1-2:3",
        "1-65535",
        "~1",
        "/",
        "%",
        ID,
      ),
    );
    const executable = fc.constantFrom(
      null,
      "docker-proxy",
      "pasta",
      "slirp4netns",
      "conmon",
      "lxd",
      "rootlessport",
      "/x",
    );
    fc.assert(
      fc.property(executable, fc.array(word, { maxLength: 12 }), (path, words) => {
        const self = path ?? "pasta";
        const found = parsePortForwarder({ executable: path, commandLine: [self, ...words] });
        for (const port of found?.ports ?? []) {
          expect(port.hostPort).toBeGreaterThan(0);
          expect(port.hostPort + port.count).toBeLessThanOrEqual(65_536);
        }
      }),
      { seed: 7, numRuns: 3000 },
    );
  });

  it("is bounded on a long command line", () => {
    const commandLine = ["pasta", ...Array.from({ length: 1_000_000 }, () => "-t")];
    expect(parsePortForwarder({ executable: "pasta", commandLine })?.ports).toBeNull();
    const found = parsePortForwarder({
      executable: "pasta",
      commandLine: ["pasta", "-t", "1,".repeat(3_000_000)],
    });
    expect(found?.ports?.length ?? 0).toBeLessThanOrEqual(4096);
  });
});
