/** Podman of Debian, run from its unpacked package: what it publishes in four ways, seen from inside and outside. */
import { readlinkSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listContainers } from "../../src/host/containers/index.ts";
import type { ContainerInfo } from "../../src/model/container.ts";
import type { Collected } from "../../src/model/gap.ts";
import { bundleListing } from "./bundle.ts";
import { skipReason, unpackDebian } from "./debian.ts";
import { seeListeners } from "./seen.ts";
import { makeWorld, type World } from "./world.ts";

const never = new AbortController().signal;
const PODMAN = [
  "podman",
  "--runtime",
  "runc",
  "--storage-driver",
  "vfs",
  "--cgroup-manager",
  "cgroupfs",
  "--events-backend",
  "file",
];
/** Answers every connection with the container's host name. */
const SERVE = ["/bin/busybox", "nc", "-ll", "-p", "80", "-e", "/bin/busybox", "hostname"];
const SOCKET = "/run/podman/podman.sock";

/** A world with Podman's settings for it, and an image of busybox alone. */
async function makePodmanWorld(): Promise<World> {
  const world = await makeWorld(unpackDebian());
  await world.run(["tee", "/etc/containers/policy.json"], '{"default":[{"type":"insecureAcceptAnything"}]}');
  // Where version 2 has no controllers, there are no limits to set.
  const settings =
    '[engine]\nhelper_binaries_dir=["/usr/lib/podman"]\n[containers]\npids_limit=0\nseccomp_profile="unconfined"\n';
  await world.run(["tee", "/etc/containers/containers.conf"], settings);
  await world.run(["mkdir", "-p", "/run/image/bin"]);
  await world.run(["cp", "/usr/bin/busybox", "/run/image/bin"]);
  await world.run(["tar", "-C", "/run/image", "-cf", "/run/image.tar", "."]);
  return world;
}

const summary = ({ name, image, user, publishedPorts }: ContainerInfo): string =>
  `${name} ${image} ${user} ${publishedPorts.map((port) => `${port.hostAddress ?? "*"}:${port.hostPort}>${port.containerPort}`).join()}`;

describe.skipIf(skipReason !== null)(`real Podman of the system ${skipReason ?? ""}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await makePodmanWorld();
    await world.run([...PODMAN, "import", "/run/image.tar", "localhost/shop:1"]);
    const run = (name: string, ...options: readonly string[]): Promise<string> =>
      world.run([
        ...PODMAN,
        "run",
        "-d",
        "--name",
        name,
        "--hostname",
        name,
        ...options,
        "localhost/shop:1",
        ...SERVE,
      ]);
    await run("kit", "--network", "slirp4netns:port_handler=rootlesskit", "-p", "8080:80");
    await run("slirp", "--network", "slirp4netns:port_handler=slirp4netns", "-p", "8081:80");
    await run("bridge", "-p", "127.0.0.1:8082:80");
    await run("host", "--network", "host", "--uts", "private");
  });
  afterAll(() => world?.close());

  it("is what it should be: each published port leads to its container", async () => {
    for (const [port, name] of [
      [8080, "kit"],
      [8081, "slirp"],
      [8082, "bridge"],
    ] as const)
      expect(await world.run(["busybox", "nc", "-w", "5", "127.0.0.1", `${port}`])).toBe(`${name}\n`);
  });

  it("is named from its files while nobody serves its API", async () => {
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    expect(value.map(summary)).toEqual(
      ["kit", "slirp", "bridge", "host"].map((name) => `${name} localhost/shop:1 0 `),
    );
    expect(seeListeners(world, value)).toEqual([
      "80 busybox in host",
      "8080 rootlessport -> kit",
      "8081 slirp4netns -> slirp",
      "8082 conmon -> bridge",
    ]);
  });

  it("is named by its API, with ports", async () => {
    await world.run(["mkdir", "-p", dirname(SOCKET)]);
    const service = world.start([...PODMAN, "system", "service", "--time", "0", `unix://${SOCKET}`]);
    await world.until(["curl", "-fsS", "--unix-socket", SOCKET, "http://d/_ping"], service);
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    expect(value.map(summary).sort()).toEqual([
      "bridge localhost/shop:1 0 127.0.0.1:8082>80",
      "host localhost/shop:1 0 ",
      "kit localhost/shop:1 0 *:8080>80",
      "slirp localhost/shop:1 0 *:8081>80",
    ]);
    expect(seeListeners(world, value)).toEqual([
      "80 busybox in host",
      "8080 rootlessport -> kit",
      "8081 slirp4netns -> slirp",
      "8082 conmon -> bridge",
    ]);
    // What listens within a container, in its own network namespace.
    for (const name of ["kit", "slirp", "bridge"]) {
      const pid = Number(await world.run([...PODMAN, "inspect", "--format", "{{.State.Pid}}", name]));
      const info = value.find((item) => item.name === name);
      expect(info?.pid).toBe(pid);
      expect(`net:[${info?.networkNamespace}]`).toBe(readlinkSync(`${world.root}/proc/${pid}/ns/net`));
      const outside = world.hostPid(pid);
      expect(seeListeners(world, value, outside)).toEqual([`80 busybox in ${name}`]);
    }
  });

  it("is told the same from inside of its world", async () => {
    const script = await bundleListing();
    const inside: Collected<readonly ContainerInfo[]> = JSON.parse(
      await world.run([process.execPath, script]),
    );
    rmSync(dirname(script), { recursive: true });
    expect(inside).toEqual(await listContainers(never, { root: world.root }));
  });
});

describe.skipIf(skipReason !== null)(`real Podman of a user ${skipReason ?? ""}`, () => {
  const USER = 1234;
  const RUN = `/run/user/${USER}`;
  const asAlice = (...command: readonly string[]): readonly string[] => [
    ...["setpriv", "--reuid", `${USER}`, "--regid", `${USER}`, "--clear-groups"],
    ...[
      "env",
      "-C",
      "/home/alice",
      "HOME=/home/alice",
      `XDG_RUNTIME_DIR=${RUN}`,
      "USER=alice",
      ...PODMAN,
      ...command,
    ],
  ];
  let world: World;
  beforeAll(async () => {
    world = await makePodmanWorld();
    for (const [file, line] of [
      ["passwd", "alice:x:1234:1234::/home/alice:/bin/sh"],
      ["group", "alice:x:1234:"],
      ["subuid", "alice:100000:65536"],
      ["subgid", "alice:100000:65536"],
    ] as const)
      await world.run(["tee", "-a", `/etc/${file}`], `${line}\n`);
    for (const folder of ["/home/alice", RUN, `${RUN}/podman`]) {
      await world.run(["mkdir", "-p", folder]);
      await world.run(["chown", `${USER}:${USER}`, folder]);
    }
    await world.run(asAlice("import", "/run/image.tar", "localhost/shop:1"));
    await world.run(
      asAlice(
        "run",
        "-d",
        "--name",
        "web",
        "--hostname",
        "web",
        "-p",
        "8080:80",
        "localhost/shop:1",
        ...SERVE,
      ),
    );
  });
  afterAll(() => world?.close());

  it("is what it should be: the published port leads to the container", async () => {
    expect(await world.run(["busybox", "nc", "-w", "5", "127.0.0.1", "8080"])).toBe("web\n");
  });

  it("is named from the user's files, and by the user's API", async () => {
    const before = await listContainers(never, { root: world.root });
    expect(before).toMatchObject({
      value: [{ name: "web", image: "localhost/shop:1", user: USER }],
      gaps: [],
    });
    const service = world.start(
      asAlice("system", "service", "--time", "0", `unix://${RUN}/podman/podman.sock`),
    );
    await world.until(
      ["curl", "-fsS", "--unix-socket", `${RUN}/podman/podman.sock`, "http://d/_ping"],
      service,
    );
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    expect(value.map(summary)).toEqual([`web localhost/shop:1 ${USER} *:8080>80`]);
    expect(seeListeners(world, value)).toEqual(["8080 rootlessport -> web"]);
  });
});
