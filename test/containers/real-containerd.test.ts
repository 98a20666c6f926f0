/** containerd of Debian, run from its unpacked package: a pod made by CRI, and a container of ctr. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGrpc } from "../../src/host/containers/grpc-connection.ts";
import { listContainers } from "../../src/host/containers/index.ts";
import { parseProtobuf, stringOf } from "../../src/wire/protobuf.ts";
import { skipReason, unpackDebian } from "./debian.ts";
import { type Fields, message } from "./fake-runtime.ts";
import { seeListeners } from "./seen.ts";
import { makeWorld, type World } from "./world.ts";

const never = new AbortController().signal;
const POD_UID = "2d5133c0-65f3-40b2-b375-c04866d418e1";
const IMAGE = "localhost/shop:1";
/** No kubelet, so no network of its own: the pod is on the world's. */
const HOST_NETWORK: Fields = [[1, 2]];
/** This machine may lack CAP_SYS_RESOURCE, overlay on overlay, and controllers of version 2. */
const SETTINGS = `version = 2
disabled_plugins = ["io.containerd.internal.v1.opt"]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${IMAGE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "/run/runc"
`;
/** runc, without the share of the processor that a pod has by default; it runs in the folder of the bundle. */
const RUNC = `#!/bin/sh
[ ! -e config.json ] || sed -i 's/"cpu":{[^}]*}/"cpu":{}/' config.json
exec /usr/sbin/runc "$@"
`;

describe.skipIf(skipReason !== null)(`real containerd ${skipReason ?? ""}`, () => {
  let world: World;
  let sandbox = "";
  let container = "";

  beforeAll(async () => {
    world = await makeWorld(unpackDebian());
    await world.run(
      ["tee", "/etc/containers/policy.json"],
      '{"default":[{"type":"insecureAcceptAnything"}]}',
    );
    await world.run(["mkdir", "-p", "/run/image/bin"]);
    await world.run(["cp", "/usr/bin/busybox", "/run/image/bin"]);
    await world.run(["tar", "-C", "/run/image", "-cf", "/run/image.tar", "."]);
    const podman = ["podman", "--storage-driver", "vfs", "--root", "/run/podman-root"];
    const entry = 'ENTRYPOINT ["/bin/busybox","sleep","1000000"]';
    await world.run([...podman, "import", "--change", entry, "/run/image.tar", IMAGE]);
    await world.run([...podman, "save", "-o", "/run/oci.tar", IMAGE]);
    await world.run(["tee", "/etc/containerd/config.toml"], SETTINGS);
    await world.run(["tee", "/run/runc"], RUNC);
    await world.run(["chmod", "+x", "/run/runc"]);
    const daemon = world.start(["containerd"]);
    await world.until(["ctr", "version"], daemon);
    for (const namespace of ["k8s.io", "default"])
      await world.run([
        "ctr",
        "-n",
        namespace,
        "images",
        "import",
        "--snapshotter",
        "native",
        "/run/oci.tar",
      ]);
    await makePod();
    await world.run([
      "ctr",
      "run",
      "-d",
      "--snapshotter",
      "native",
      "--net-host",
      "--runc-binary",
      "/run/runc",
      IMAGE,
      "tool",
      "/bin/busybox",
      "sleep",
      "1000000",
    ]);
  });
  afterAll(() => world?.close());

  /** What a kubelet would ask for. */
  async function makePod(): Promise<void> {
    const connection = openGrpc(`${world.root}/run/containerd/containerd.sock`, never);
    const call = async (method: string, fields: Fields): Promise<string> => {
      const answer = await connection.call(`runtime.v1.RuntimeService/${method}`, message(fields));
      if ("refusal" in answer) throw new Error(`${method}: ${answer.why}`);
      return stringOf(parseProtobuf(answer.value) ?? [], 1) ?? "";
    };
    const label = (key: string, value: string): Fields => [
      [1, key],
      [2, value],
    ];
    const linux: Fields = [
      [1, `/kubepods/burstable/pod${POD_UID}`],
      [2, [[1, HOST_NETWORK]]],
    ];
    const pod: Fields = [
      [
        1,
        [
          [1, "shop-7d9"],
          [2, POD_UID],
          [3, "default"],
        ],
      ],
      [8, linux],
    ];
    sandbox = await call("RunPodSandbox", [[1, pod]]);
    const config: Fields = [
      [1, [[1, "web"]]],
      [2, [[1, IMAGE]]],
      ...["/bin/busybox", "nc", "-ll", "-p", "80"].map((word) => [3, word] as const),
      [9, label("io.kubernetes.container.name", "web")],
      [10, label("io.kubernetes.container.ports", '[{"hostPort":80,"containerPort":80,"protocol":"TCP"}]')],
      [15, [[2, [[3, HOST_NETWORK]]]]],
    ];
    container = await call("CreateContainer", [
      [1, sandbox],
      [2, config],
      [3, pod],
    ]);
    await call("StartContainer", [[1, container]]);
    connection.close();
  }

  it("lists the pod, its container and ctr's, with images and PIDs", async () => {
    const { value, gaps } = await listContainers(never, { root: world.root });
    expect(gaps).toEqual([]);
    const pod = { name: "shop-7d9", namespace: "default" };
    const port = { protocol: "tcp", hostAddress: null, hostPort: 80, containerPort: 80, count: 1 };
    expect(value).toMatchObject([
      { id: container, runtime: "containerd", name: "web", image: IMAGE, pod, publishedPorts: [port] },
      { id: sandbox, runtime: "containerd", name: null, pod, publishedPorts: [port] },
      { id: "tool", runtime: "containerd", name: null, image: IMAGE, pod: null },
    ]);
    const web = value.find(({ name }) => name === "web");
    expect(readFileSync(`/proc/${world.hostPid(web?.pid ?? 0)}/cmdline`, "utf8")).toBe(
      "/bin/busybox\0nc\0-ll\0-p\x0080\0",
    );
    expect(web?.networkNamespace).not.toBeNull();
    const tool = value.find(({ id }) => id === "tool");
    expect(readFileSync(`/proc/${world.hostPid(tool?.pid ?? 0)}/cmdline`, "utf8")).toBe(
      "/bin/busybox\0sleep\x001000000\0",
    );
  });

  it("names what listens in the pod", async () => {
    const { value } = await listContainers(never, { root: world.root });
    expect(seeListeners(world, value)).toContain("80 busybox in web");
  });
});
