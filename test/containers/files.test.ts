/** What is known of containers from files alone, and what stands in such files' places. */
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listContainers } from "../../src/host/containers/index.ts";
import type { ContainerInfo } from "../../src/model/container.ts";
import { bundleListing } from "./bundle.ts";
import { type FakeRoot, makeFakeRoot } from "./fake-runtime.ts";

const ID = "98818c2b5fcaa44b0950ef518ee0db4b53f39ffdaebd238871c53cae5165e935";
const asRoot = process.getuid?.() === 0;
const USER = 1234;

let root: FakeRoot;
beforeEach(() => {
  root = makeFakeRoot();
});
afterEach(() => root.close());

const item = (id: string, name: string): unknown => ({
  id,
  names: [name],
  metadata: JSON.stringify({ "image-name": "localhost/shop:1" }),
});
const stored = (name: string, id = ID): string => JSON.stringify([item(id, name)]);
const show = ({ id, runtime, name, image, pid, user }: ContainerInfo): string =>
  [id.slice(0, 5), runtime, name, image, pid, user].join(" ");
const list = async (): Promise<readonly string[]> => {
  const { value, gaps } = await listContainers(new AbortController().signal, { root: root.path });
  expect(gaps).toEqual([]);
  return value.map(show);
};

function fileOf(owner: number, path: string, text: string): void {
  const whole = root.file(path, text);
  chownSync(whole, owner, owner);
  for (
    let folder = dirname(whole);
    folder.length > root.path.length + "/home".length;
    folder = dirname(folder)
  )
    chownSync(folder, owner, owner);
}

describe.skipIf(!asRoot)("files of container runtimes (root alone can make files of several owners)", () => {
  it("reads Podman's storage, with the PIDs of those that run", async () => {
    root.file(
      "/var/lib/containers/storage/overlay-containers/containers.json",
      JSON.stringify([item(ID, "web"), item("f".repeat(64), "stopped")]),
    );
    root.file(`/run/containers/storage/overlay-containers/${ID}/userdata/pidfile`, "4242");
    root.file(
      "/run/containers/storage/overlay-containers/volatile-containers.json",
      stored("brief", "a".repeat(64)),
    );
    expect(await list()).toEqual([
      "98818 podman web localhost/shop:1 4242 0",
      "fffff podman stopped localhost/shop:1  0",
      "aaaaa podman brief localhost/shop:1  0",
    ]);
  });

  it("reads that of a user with a session, as the user's", async () => {
    fileOf(
      USER,
      "/home/alice/.local/share/containers/storage/overlay-containers/containers.json",
      stored("web"),
    );
    expect(await list()).toEqual([]);
    mkdirSync(`${root.path}/run/user/${USER}`, { recursive: true });
    expect(await list()).toEqual(["98818 podman web localhost/shop:1  1234"]);
  });

  it.each<[string, (path: string) => void]>([
    [
      "a file of somebody else",
      (path) => {
        writeFileSync(path, stored("forged"));
      },
    ],
    [
      "a link to a file of root",
      (path) => {
        writeFileSync(`${root.path}/secret.json`, stored("forged"));
        symlinkSync(`${root.path}/secret.json`, path);
      },
    ],
    [
      "a pipe",
      (path) => {
        execFileSync("mkfifo", [path]);
        chownSync(path, USER, USER);
      },
    ],
    [
      "a folder",
      (path) => {
        mkdirSync(path);
        chownSync(path, USER, USER);
      },
    ],
    [
      "a file of 1 TB",
      (path) => {
        writeFileSync(path, "");
        truncateSync(path, 2 ** 40);
        chownSync(path, USER, USER);
      },
    ],
    [
      "no JSON",
      (path) => {
        writeFileSync(path, "[");
        chownSync(path, USER, USER);
      },
    ],
  ])("reads nothing from %s", async (_name, put) => {
    mkdirSync(`${root.path}/run/user/${USER}`, { recursive: true });
    const file = "/home/alice/.local/share/containers/storage/overlay-containers/containers.json";
    fileOf(USER, file, stored("web"));
    expect(await list()).toHaveLength(1);
    rmSync(`${root.path}${file}`);
    put(`${root.path}${file}`);
    expect(await list()).toEqual([]);
  });

  it("reads machined's machines, LXC's configurations and the folders of LXD and Incus", async () => {
    root.file(
      "/run/systemd/machines/fedora",
      "NAME=fedora\nCLASS=container\nLEADER=77\nROOT=/var/lib/machines/fedora\n",
    );
    root.file("/run/systemd/machines/vm1", "NAME=vm1\nCLASS=vm\nLEADER=78\n");
    symlinkSync("fedora", `${root.path}/run/systemd/machines/unit:machine-fedora.scope`);
    root.file("/var/lib/lxc/101/config", "lxc.uts.name = shop\n");
    root.file("/var/lib/lxc/.hidden/config", "lxc.uts.name = no\n");
    root.file(
      "/var/lib/incus/containers/mail/backup.yaml",
      "container:\n  config:\n    image.description: Debian bookworm\n",
    );
    root.file("/var/snap/lxd/common/lxd/containers/old/other", "");
    expect(await list()).toEqual([
      "fedor systemd-nspawn fedora /var/lib/machines/fedora 77 0",
      "101 lxc shop   0",
      "mail incus mail Debian bookworm  0",
      "old lxd old   0",
    ]);
  });

  it("tells each container once, as the first source does", async () => {
    root.file("/var/lib/containers/storage/overlay-containers/containers.json", stored("on disk"));
    await root.http("/run/podman/podman.sock", (request, response) => {
      if (request.url === "/_ping") response.writeHead(200, { "Libpod-Api-Version": "5.4.0" }).end("OK");
      else response.end(JSON.stringify([{ Id: ID, Names: ["by socket"], Image: "x", Pid: 5 }]));
    });
    expect(await list()).toEqual(["98818 podman by socket x 5 0"]);
  });

  it("says for each runtime that is here what an unprivileged user lacks, and how to get it", async () => {
    const script = await bundleListing();
    await root.http("/run/docker.sock", () => expect.fail("asked"));
    root.file("/run/docker.pid", "1");
    chmodSync(`${root.path}/run/docker.sock`, 0o660);
    await root.grpc("/run/containerd/containerd.sock", () => expect.fail("asked"));
    chmodSync(`${root.path}/run/containerd`, 0o700);
    root.file("/var/lib/containers/storage/overlay-containers/containers.json", stored("web"));
    chmodSync(`${root.path}/var/lib/containers/storage`, 0o700);
    root.file("/var/lib/lxc/web/config", "");
    chmodSync(`${root.path}/var/lib/lxc`, 0o700);
    const text = await new Promise<string>((resolve, reject) => {
      const done = (error: Error | null, stdout: string): void =>
        error === null ? resolve(stdout) : reject(error);
      execFile(process.execPath, [script, root.path], { uid: USER, gid: USER }, done);
    });
    rmSync(dirname(script), { recursive: true });
    const { value, gaps } = JSON.parse(text);
    expect(value).toEqual([]);
    expect(gaps.map((gap: { readonly what: string }) => gap.what.replaceAll(root.path, ""))).toEqual([
      "The containers of Docker have no names: no permission to use /run/docker.sock.",
      "The containers of containerd have no names: no permission to use /run/containerd/containerd.sock.",
      "The containers of Podman have no names: no permission to use /var/lib/containers/storage.",
      "The containers of LXC have no names: no permission to use /var/lib/lxc.",
    ]);
    for (const gap of gaps)
      expect(gap).toMatchObject({ code: "container-names-unreadable", fix: expect.stringContaining("root") });
  });
});
