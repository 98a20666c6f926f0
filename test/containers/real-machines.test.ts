/** systemd-nspawn, LXC and pasta of Debian, run from their unpacked packages in a world of their own. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listContainers } from "../../src/host/containers/index.ts";
import type { ContainerInfo } from "../../src/model/container.ts";
import { skipReason, unpackDebian } from "./debian.ts";
import { seeListeners } from "./seen.ts";
import { makeWorld, type World } from "./world.ts";

const never = new AbortController().signal;

/** A folder with busybox alone, of the form that nspawn takes for a system. */
async function makeRootFs(world: World, path: string): Promise<void> {
  for (const folder of ["bin", "usr/bin", "usr/lib", "etc", "proc", "sys", "dev"])
    await world.run(["mkdir", "-p", `${path}/${folder}`]);
  for (const folder of ["bin", "usr/bin"]) await world.run(["cp", "/usr/bin/busybox", `${path}/${folder}`]);
  await world.run(["touch", `${path}/etc/os-release`]);
}

describe.skipIf(skipReason !== null)(`real systemd-nspawn, LXC and pasta ${skipReason ?? ""}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(unpackDebian());
  });
  afterAll(() => world?.close());

  it("nspawn: by the name of its unit, and by machined's file", async () => {
    await makeRootFs(world, "/run/shop");
    // The group that the template unit would have; there is no systemd in this world.
    const group = "/sys/fs/cgroup/machine.slice/systemd-nspawn@my\\x2dshop.service";
    await world.run(["mkdir", "-p", group]);
    const nspawn = [
      "systemd-nspawn",
      "--keep-unit",
      "--register=no",
      "--machine=my-shop",
      "--private-network",
      "-D",
      "/run/shop",
    ];
    const machine = world.start([
      "sh",
      "-c",
      'echo 0 > "$0/cgroup.procs" && exec "$@"',
      group,
      ...nspawn,
      "/bin/busybox",
      "nc",
      "-ll",
      "-p",
      "4001",
    ]);
    const pid = await world.find("/bin/busybox nc -ll -p 4001", machine);
    expect(seeListeners(world, [], pid)).toEqual(["4001 busybox in my-shop"]);
    // As machined writes it, of which there is none here either.
    const inner = /^NSpid:.*\t(\d+)\t\d+$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    await world.run(["mkdir", "-p", "/run/systemd/machines"]);
    await world.run(
      ["tee", "/run/systemd/machines/my-shop"],
      `NAME=my-shop\nSERVICE=systemd-nspawn\nCLASS=container\nROOT=/run/shop\nLEADER=${inner}\n`,
    );
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    const found = value.find(({ name }) => name === "my-shop");
    expect(found).toMatchObject({ runtime: "systemd-nspawn", image: "/run/shop", pid: Number(inner) });
    expect(found?.networkNamespace).not.toBeNull();
  });

  it("LXC: by the name of its group, and by its configuration", async () => {
    await makeRootFs(world, "/var/lib/lxc/101/rootfs");
    await world.run(["mknod", "-m", "666", "/var/lib/lxc/101/rootfs/dev/null", "c", "1", "3"]);
    const config = [
      "lxc.rootfs.path = dir:/var/lib/lxc/101/rootfs",
      "lxc.uts.name = blog",
      "lxc.net.0.type = empty",
      "lxc.mount.auto = proc:rw",
      "lxc.autodev = 0",
      "lxc.apparmor.profile = unconfined",
    ];
    await world.run(["tee", "/var/lib/lxc/101/config"], `${config.join("\n")}\n`);
    const container = world.start([
      "lxc-execute",
      "-n",
      "101",
      "--",
      "/bin/busybox",
      "nc",
      "-ll",
      "-p",
      "4002",
    ]);
    const pid = await world.find("/bin/busybox nc -ll -p 4002", container);
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    expect(value.find(({ id }) => id === "101")).toMatchObject({ runtime: "lxc", name: "blog" });
    expect(seeListeners(world, value, pid)).toEqual(["4002 busybox in blog"]);
  });

  it("pasta: by the process whose namespace it serves", async () => {
    // It refuses to be root.
    const asUser = ["setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups"];
    const inside = world.start([...asUser, "unshare", "-r", "-n", "/bin/busybox", "nc", "-ll", "-p", "4003"]);
    const pid = await world.find("/bin/busybox nc -ll -p 4003", inside);
    const inner = Number(/^NSpid:.*\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    // It copies what it finds outside, so there has to be something.
    const up = [
      "link add up0 type veth peer name up1",
      "addr add 192.0.2.2/24 dev up0",
      "link set up0 up",
      "link set up1 up",
    ];
    for (const words of [...up, "route add default via 192.0.2.1"])
      await world.run(["ip", ...words.split(" ")]);
    const ports = ["-t", "9090:4003", "-u", "none", "-T", "none", "-U", "none"];
    const pasta = world.start([...asUser, "pasta", "-f", "--config-net", ...ports, `${inner}`]);
    await world.until(["sh", "-c", "ss -Htln sport = 9090 | grep -q ."], pasta);
    const none = {
      image: null,
      pod: null,
      addresses: [],
      publishedPorts: [],
      networkNamespace: null,
    } as const;
    const container: ContainerInfo = {
      ...none,
      id: "a",
      runtime: "podman",
      name: "inside",
      pid: inner,
      user: 1234,
    };
    expect(seeListeners(world, [container])).toContain("9090 pasta -> inside");
    // A PID names a process of the user's own containers alone.
    expect(seeListeners(world, [{ ...container, user: 0 }])).toContain("9090 pasta -> ?");
  });
});
