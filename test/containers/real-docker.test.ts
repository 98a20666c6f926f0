/** Docker of Debian, run from its unpacked package in a world of its own: docker-proxy, and a container on the host's network. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listContainers } from "../../src/host/containers/index.ts";
import { skipReason, unpackDebian } from "./debian.ts";
import { seeListeners } from "./seen.ts";
import { makeWorld, type World } from "./world.ts";

const never = new AbortController().signal;
/** Answers every connection with the container's host name. */
const serve = (port: number): readonly string[] => [
  "/bin/busybox",
  "nc",
  "-ll",
  "-p",
  `${port}`,
  "-e",
  "/bin/busybox",
  "hostname",
];

describe.skipIf(skipReason !== null)(`real Docker ${skipReason ?? ""}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(unpackDebian());
    const daemon = world.start([
      "dockerd",
      "--storage-driver",
      "vfs",
      "--iptables=false",
      "--ip6tables=false",
      "--exec-opt",
      "native.cgroupdriver=cgroupfs",
    ]);
    await world.until(["docker", "version"], daemon);
    await world.run(["mkdir", "-p", "/run/image/bin"]);
    await world.run(["cp", "/usr/bin/busybox", "/run/image/bin"]);
    await world.run(["tar", "-C", "/run/image", "-cf", "/run/image.tar", "."]);
    await world.run(["docker", "import", "/run/image.tar", "shop:1"]);
    const run = (name: string, port: number, ...options: readonly string[]): Promise<string> =>
      world.run(["docker", "run", "-d", "--name", name, ...options, "shop:1", ...serve(port)]);
    await run("web", 80, "--hostname", "web", "-p", "8080:80");
    await run("db", 5432, "--hostname", "db", "-p", "127.0.0.1:5432:5432");
    await run("host", 81, "--network", "host");
  });
  afterAll(() => world?.close());

  it("is what it should be: each published port leads to its container", async () => {
    for (const [port, name] of [
      [8080, "web"],
      [5432, "db"],
    ] as const)
      expect(await world.run(["busybox", "nc", "-w", "5", "127.0.0.1", `${port}`])).toBe(`${name}\n`);
  });

  it("is listed with its ports and addresses, and docker-proxy by the container that it serves", async () => {
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    const shown = value.map(({ name, runtime, image, addresses, publishedPorts }) =>
      [
        name,
        runtime,
        image,
        addresses.length,
        ...publishedPorts.map((port) => `${port.hostAddress}:${port.hostPort}>${port.containerPort}`),
      ].join(" "),
    );
    expect(shown.sort()).toEqual([
      "db docker shop:1 1 127.0.0.1:5432>5432",
      "host docker shop:1 0",
      "web docker shop:1 1 0.0.0.0:8080>80 :::8080>80",
    ]);
    expect(seeListeners(world, value)).toEqual([
      "5432 docker-proxy -> db",
      "8080 docker-proxy -> web",
      "8080 docker-proxy -> web",
      "81 busybox in host",
    ]);
  });

  it("is seen in the container's own network namespace", async () => {
    const { value } = await listContainers(never, { root: world.root });
    const pid = Number(await world.run(["docker", "inspect", "--format", "{{.State.Pid}}", "web"]));
    expect(seeListeners(world, value, world.hostPid(pid))).toEqual(["80 busybox in web"]);
  });
});
