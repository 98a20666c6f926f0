import { describe, expect, it } from "vitest";
import type { ContainerInfo, PublishedPort } from "../model/container.ts";
import { parsePortForwarder } from "../text/port-forwarder.ts";
import { nameForwarder } from "./name-forwarder.ts";

const ID = "147dd37a53450686d17e87783b0fde8f9ed47fd9e74ffd76e4b02fd36f60882b";

function container(name: string | null, changes: Partial<ContainerInfo> = {}): ContainerInfo {
  const none = {
    image: null,
    pod: null,
    pid: null,
    networkNamespace: null,
    addresses: [],
    publishedPorts: [],
    user: 0,
  };
  return { id: name ?? "infra", runtime: "docker", name, ...none, ...changes };
}

/** `127.0.0.1:8080+2>80` or `8080>80`. */
function port(text: string, protocol: PublishedPort["protocol"] = "tcp"): PublishedPort {
  const match = /^(?:(.*):)?(\d+)(?:\+(\d+))?>(\d+)$/.exec(text);
  return {
    protocol,
    hostAddress: match?.[1] ?? null,
    hostPort: Number(match?.[2]),
    containerPort: Number(match?.[4]),
    count: Number(match?.[3] ?? 1),
  };
}

function name(
  line: string,
  socket: string,
  containers: readonly ContainerInfo[],
  user: number | null = 0,
  reaches: readonly number[] = [],
): string | null {
  const commandLine = line.split(" ");
  const forwarder = parsePortForwarder({ executable: commandLine[0] ?? "", commandLine });
  if (forwarder === null) return "no forwarder";
  const [protocol = "", address = "", number = ""] = socket.split(" ");
  const found = nameForwarder(
    forwarder,
    { protocol, address, port: Number(number), namespace: 1, user, reaches },
    containers,
  );
  return found === null ? null : (found.name ?? `pod ${found.pod?.name}`);
}

const proxy = (hostPort: number, address: string): string =>
  `/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port ${hostPort} -container-ip ${address} -container-port 80`;

describe("nameForwarder: docker-proxy", () => {
  const web = container("web", { addresses: ["172.17.0.2"], publishedPorts: [port("0.0.0.0:8080>80")] });
  const db = container("db", { addresses: ["172.18.0.2"], publishedPorts: [port("0.0.0.0:5432>5432")] });
  it.each<[string, string, string, readonly ContainerInfo[], string | null]>([
    ["by address and port", proxy(8080, "172.17.0.2"), "tcp 0.0.0.0 8080", [db, web], "web"],
    ["by address alone", proxy(9000, "172.17.0.2"), "tcp 0.0.0.0 9000", [db, web], "web"],
    ["an address that no container has", proxy(8080, "172.30.0.2"), "tcp 0.0.0.0 8080", [db, web], null],
    ["another port than it was told to hold", proxy(8080, "172.17.0.2"), "tcp 0.0.0.0 4444", [web], null],
    [
      "two networks with one address",
      proxy(8080, "172.17.0.2"),
      "tcp 0.0.0.0 8080",
      [container("other", { addresses: ["172.17.0.2"] }), web],
      "web",
    ],
    [
      "two that nothing tells apart",
      proxy(9000, "172.17.0.2"),
      "tcp 0.0.0.0 9000",
      [container("other", { addresses: ["172.17.0.2"] }), web],
      null,
    ],
    ["nothing known", proxy(8080, "172.17.0.2"), "tcp 0.0.0.0 8080", [], null],
  ])("%s", (_name, line, socket, containers, expected) => {
    expect(name(line, socket, containers)).toBe(expected);
  });

  it("believes no user's runtime of a process of the system", () => {
    const forged = container("forged", {
      addresses: ["172.17.0.2"],
      publishedPorts: [port("8080>80")],
      user: 1000,
    });
    expect(name(proxy(8080, "172.17.0.2"), "tcp 0.0.0.0 8080", [forged])).toBeNull();
    expect(name("rootlessport", "tcp :: 8080", [forged], null)).toBeNull();
    expect(name("rootlessport", "tcp :: 8080", [forged], 1000)).toBe("forged");
  });
});

describe("nameForwarder: the others", () => {
  const web = container("web", { publishedPorts: [port("8080>80"), port("6000+10>7000", "udp")] });
  const local = container("local", { publishedPorts: [port("127.0.0.1:8080>80")] });
  it.each<[string, string, string, readonly ContainerInfo[], string | null]>([
    ["rootlessport by the published port", "rootlessport", "tcp :: 8080", [web], "web"],
    ["within a range", "rootlessport", "udp 0.0.0.0 6009", [web], "web"],
    ["past a range", "rootlessport", "udp 0.0.0.0 6010", [web], null],
    ["of another protocol", "rootlessport", "udp 0.0.0.0 8080", [web], null],
    ["on its very address", "rootlessport", "tcp 127.0.0.1 8080", [web, local], "local"],
    ["on another address", "rootlessport", "tcp 10.0.0.1 8080", [local], null],
    ["pasta by the ports it holds", "pasta -t 8080-8080:80-80 -u none", "tcp :: 8080", [web], "web"],
    ["pasta by a PID", "pasta -t auto 42", "tcp :: 9999", [web, container("pid", { pid: 42 })], "pid"],
    ["a port that pasta was not told to hold", "pasta -t 81 -u none", "tcp :: 8080", [web], null],
    [
      "slirp4netns by the name of its socket",
      `slirp4netns --api-socket /run/libpod/${ID}.net --netns-type=path /x tap0`,
      "tcp 0.0.0.0 8081",
      [web, container("web2", { id: ID })],
      "web2",
    ],
    [
      "conmon by its id",
      `conmon -c ${ID} -n x`,
      "tcp 127.0.0.1 8083",
      [container("web4", { id: ID })],
      "web4",
    ],
    ["conmon of a container that is gone", `conmon -c ${ID} -n x`, "tcp 127.0.0.1 8083", [web], null],
    [
      "forkproxy by the instance",
      "incusd forkproxy -- 1 3 tcp:0.0.0.0:8080 44 4 tcp:127.0.0.1:80 /var/log/incus/shop/proxy.http.log",
      "tcp 0.0.0.0 8080",
      [web, container("shop", { runtime: "incus" })],
      "shop",
    ],
  ])("%s", (_name, line, socket, containers, expected) => {
    expect(name(line, socket, containers)).toBe(expected);
  });

  it("takes the container in whose namespace a forwarder's child is, and not those in the socket's", () => {
    const containers = [
      container("host", { networkNamespace: 1 }),
      container("web", { networkNamespace: 2 }),
      container("other", { networkNamespace: 3 }),
    ];
    expect(name("rootlessport", "tcp :: 8080", containers, 0, [1, 2])).toBe("web");
    expect(name("rootlessport", "tcp :: 8080", containers, 0, [1])).toBeNull();
    expect(name("rootlessport", "tcp :: 8080", containers, 0, [2, 3])).toBeNull();
  });

  const pod = { name: "blog", namespace: null };
  const member = (label: string | null): ContainerInfo =>
    container(label, { id: `${label}`, pod, publishedPorts: [port("80>80")] });
  it.each<[string, readonly ContainerInfo[], string | null]>([
    ["a pod of one", [member(null), member("web")], "web"],
    ["a pod of two", [member("web"), member(null), member("php")], "pod blog"],
    [
      "two that share nothing but a port",
      [member("web"), web, container("x", { publishedPorts: [port("80>80")] })],
      null,
    ],
  ])("%s", (_name, containers, expected) => {
    expect(name("rootlessport", "tcp 0.0.0.0 80", containers)).toBe(expected);
  });
});
