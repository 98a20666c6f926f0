/** containerd and CRI-O, played by servers that speak gRPC, well and badly. */
import type { ServerHttp2Stream } from "node:http2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { containerdSource } from "../../src/host/containers/containerd.ts";
import { criSource } from "../../src/host/containers/cri.ts";
import type { ContainerInfo } from "../../src/model/container.ts";
import { answerGrpc, type FakeRoot, type Fields, makeFakeRoot, message } from "./fake-runtime.ts";

const ID = "0f99ad5f45163ed14ab8eaf92ed34bb4a631d007f8755a7d79be614bcb0df0ef";
const SANDBOX = "b2a102854b4969b2ce98dc329c86b4fb2b06e4ad2cc8da9d8a7578c9cd2004a2";
const UNIMPLEMENTED = 12;
const never = new AbortController().signal;
const asRoot = process.getuid?.() === 0;

let root: FakeRoot;
beforeEach(() => {
  root = makeFakeRoot();
});
afterEach(() => root.close());

const label = (key: string, value: string): Fields => [
  [1, key],
  [2, value],
];

/** One container with a published port, one that ended, and the sandbox of their pod. */
const CONTAINERS = message([
  [
    1,
    [
      [1, ID],
      [2, SANDBOX],
      [3, [[1, "web"]]],
      [4, [[1, "sha256:6e38f40d628db"]]],
      [6, 1],
      [8, label("io.kubernetes.container.name", "web")],
      [
        9,
        label(
          "io.kubernetes.container.ports",
          '[{"name":"http","hostPort":8080,"containerPort":80,"protocol":"TCP"},{"containerPort":9}]',
        ),
      ],
    ],
  ],
  [
    1,
    [
      [1, "d".repeat(64)],
      [2, SANDBOX],
      [6, 2],
    ],
  ],
]);
const SANDBOXES = message([
  [
    1,
    [
      [1, SANDBOX],
      [
        2,
        [
          [1, "shop-7d9"],
          [2, "uid"],
          [3, "default"],
        ],
      ],
      [3, 0],
    ],
  ],
  [
    1,
    [
      [1, "e".repeat(64)],
      [3, 1],
    ],
  ],
]);
const STATUS = message([
  [
    1,
    [
      [1, ID],
      [8, [[1, "docker.io/library/nginx:1.27"]]],
    ],
  ],
  [2, label("info", '{"sandboxID":"x","pid":4242}')],
]);

function answerCri(version: string): (method: string, stream: ServerHttp2Stream) => void {
  const answers = new Map([
    [`${version}.RuntimeService/ListContainers`, CONTAINERS],
    [`${version}.RuntimeService/ListPodSandbox`, SANDBOXES],
    [`${version}.RuntimeService/ContainerStatus`, STATUS],
  ]);
  return (method, stream) => {
    const answer = answers.get(method);
    answerGrpc(stream, answer ?? null, answer === undefined ? UNIMPLEMENTED : 0);
  };
}

function show(info: ContainerInfo): string {
  const pod = info.pod === null ? "-" : `${info.pod.namespace}/${info.pod.name}`;
  const ports = info.publishedPorts
    .map((port) => `${port.hostPort}>${port.containerPort}/${port.protocol}`)
    .join();
  return [
    info.id.slice(0, 4),
    info.runtime,
    info.name ?? "-",
    info.image ?? "-",
    pod,
    info.pid ?? "-",
    ports || "-",
  ].join(" ");
}

describe.skipIf(!asRoot)("a runtime that speaks gRPC (root alone can own the system's sockets)", () => {
  it.each([
    ["/run/containerd/containerd.sock", "runtime.v1", "containerd"],
    ["/run/k3s/containerd/containerd.sock", "runtime.v1", "containerd"],
    ["/run/crio/crio.sock", "runtime.v1alpha2", "cri-o"],
  ])("lists pods and their containers at %s by %s", async (socket, version, runtime) => {
    const asked: string[] = [];
    const answer = answerCri(version);
    await root.grpc(socket, (method, stream) => {
      asked.push(method);
      answer(method, stream);
    });
    const { value, gaps } = await criSource({ root: root.path, users: [] }).list(never);
    expect(gaps).toEqual([]);
    expect(value.map(show)).toEqual([
      `0f99 ${runtime} web docker.io/library/nginx:1.27 default/shop-7d9 4242 8080>80/tcp`,
      `b2a1 ${runtime} - - default/shop-7d9 - 8080>80/tcp`,
    ]);
    for (const method of asked) expect(method).toMatch(/\/(?:List\w+|ContainerStatus)$/);
  });

  it("lists nerdctl's and ctr's containers of every namespace that no other source asks", async () => {
    const namespaces = message([
      [1, [[1, "default"]]],
      [1, [[1, "k8s.io"]]],
      [1, [[1, "moby"]]],
    ]);
    const containers = message([
      [
        1,
        [
          [1, ID],
          [2, label("nerdctl/name", "blog")],
          [
            2,
            label(
              "nerdctl/ports",
              '[{"HostPort":8081,"ContainerPort":80,"Protocol":"tcp","HostIP":"0.0.0.0"}]',
            ),
          ],
          [3, "docker.io/library/ghost:5"],
        ],
      ],
      [
        1,
        [
          [1, "stopped"],
          [3, "x"],
        ],
      ],
      [
        1,
        [
          [1, "tool"],
          [3, "docker.io/library/busybox:1"],
        ],
      ],
    ]);
    const tasks = message([
      [
        1,
        [
          [2, ID],
          [3, 77],
        ],
      ],
      [
        1,
        [
          [2, "tool"],
          [3, 78],
        ],
      ],
    ]);
    const seen = new Set<string>();
    await root.grpc("/run/containerd/containerd.sock", (method, stream, namespace) => {
      seen.add(namespace);
      const answer = new Map([
        ["containerd.services.namespaces.v1.Namespaces/List", namespaces],
        ["containerd.services.containers.v1.Containers/List", containers],
        ["containerd.services.tasks.v1.Tasks/List", tasks],
      ]).get(method);
      answerGrpc(stream, answer ?? null, answer === undefined ? UNIMPLEMENTED : 0);
    });
    const { value, gaps } = await containerdSource({ root: root.path, users: [] }).list(never);
    expect(gaps).toEqual([]);
    expect(value.map(show)).toEqual([
      "0f99 containerd blog docker.io/library/ghost:5 - 77 8081>80/tcp",
      "tool containerd - docker.io/library/busybox:1 - 78 -",
    ]);
    expect([...seen]).toEqual(["", "default"]);
  });

  it("is silent where containerd has no CRI (Docker's)", async () => {
    await root.grpc("/run/containerd/containerd.sock", (_method, stream) =>
      answerGrpc(stream, null, UNIMPLEMENTED),
    );
    expect(await criSource({ root: root.path, users: [] }).list(never)).toEqual({ value: [], gaps: [] });
    expect(await containerdSource({ root: root.path, users: [] }).list(never)).toEqual({
      value: [],
      gaps: [],
    });
  });

  it("gives what came, and says that the rest did not", async () => {
    const answer = answerCri("runtime.v1");
    await root.grpc("/run/containerd/containerd.sock", (method, stream) => {
      if (method.endsWith("ContainerStatus")) answerGrpc(stream, null, 2);
      else answer(method, stream);
    });
    const { value, gaps } = await criSource({ root: root.path, users: [] }).list(never);
    expect(value.map(show)[0]).toBe(
      "0f99 containerd web sha256:6e38f40d628db default/shop-7d9 - 8080>80/tcp",
    );
    expect(gaps.map((gap) => gap.code)).toEqual(["container-names-incomplete"]);
  });
});

describe.skipIf(!asRoot)(
  "a hostile runtime that speaks gRPC (root alone can own the system's sockets)",
  () => {
    const list = async (signal = never): Promise<{ readonly count: number; readonly why: string }> => {
      const { value, gaps } = await criSource({ root: root.path, users: [] }).list(signal);
      return { count: value.length, why: gaps.map((gap) => `${gap.code}: ${gap.what}`).join(" ") };
    };
    const start = (stream: ServerHttp2Stream): void =>
      stream.respond({ ":status": 200, "content-type": "application/grpc" });

    it.each<[string, (stream: ServerHttp2Stream) => void, string]>([
      ["no protobuf", (s) => answerGrpc(s, Buffer.from("ffffffff", "hex")), "cannot be read"],
      ["more fields than any list", (s) => answerGrpc(s, Buffer.alloc(2_000_000, 0x08)), "cannot be read"],
      ["a status that is none", (s) => answerGrpc(s, new Uint8Array(), 99), "gRPC status 99"],
      ["no permission", (s) => answerGrpc(s, null, 7), "container-names-unreadable"],
      [
        "no trailers",
        (s) => {
          start(s);
          s.end();
        },
        "no proper answer",
      ],
      [
        "a compressed message",
        (s) => {
          s.respond({ ":status": 200 }, { waitForTrailers: true });
          s.on("wantTrailers", () => s.sendTrailers({ "grpc-status": "0" }));
          s.end(Buffer.from("0100000000", "hex"));
        },
        "no gRPC message",
      ],
      [
        "another length than it says",
        (s) => {
          s.respond({ ":status": 200 }, { waitForTrailers: true });
          s.on("wantTrailers", () => s.sendTrailers({ "grpc-status": "0" }));
          s.end(Buffer.from("00ffffffff0a", "hex"));
        },
        "no gRPC message",
      ],
      ["a reset", (s) => s.close(8), "no proper answer"],
      ["a closed connection", (s) => s.session?.destroy(), "no proper answer"],
      [
        "a page",
        (s) => {
          s.respond({ ":status": 404, "content-type": "text/html" });
          s.end("<html>");
        },
        "no proper answer",
      ],
    ])("%s", async (_name, answer, expected) => {
      await root.grpc("/run/containerd/containerd.sock", (_method, stream) => answer(stream));
      const { count, why } = await list();
      expect(count).toBe(0);
      expect(why).toContain(expected);
    });

    it.each<[string, string]>([
      ["HTTP/1.1", "HTTP/1.1 400 Bad Request\r\n\r\n"],
      ["garbage", "\u0000".repeat(1000)],
    ])("%s for HTTP/2", async (_name, text) => {
      await root.raw("/run/containerd/containerd.sock", (socket) => socket.end(text));
      expect((await list()).why).toContain("no proper answer");
    });

    it("stops at a bound of an endless message, and the server notices", async () => {
      let sent = 0;
      let closed: () => void = () => undefined;
      const end = new Promise<void>((resolve) => {
        closed = resolve;
      });
      const chunk = Buffer.alloc(65_536);
      await root.grpc("/run/containerd/containerd.sock", (_method, stream) => {
        stream.on("close", closed);
        start(stream);
        const write = (): void => {
          while (!stream.destroyed) {
            sent += chunk.length;
            if (stream.write(chunk)) continue;
            stream.once("drain", write);
            return;
          }
        };
        write();
      });
      expect((await list()).why).toContain("too large");
      await end;
      expect(sent).toBeLessThan(16 * 1024 * 1024);
    });

    it("takes a bounded number of a long list", async () => {
      const one: Fields = [
        [1, ID],
        [6, 1],
      ];
      const many = message(Array.from({ length: 30_000 }, () => [1, one] as const));
      await root.grpc("/run/containerd/containerd.sock", (method, stream) => {
        if (method.endsWith("ListContainers")) answerGrpc(stream, many);
        else answerGrpc(stream, null, 2);
      });
      const { count, why } = await list();
      expect(count).toBe(10_000);
      expect(why).toContain("container-names-incomplete");
    });

    it.each<[string, (stream: ServerHttp2Stream) => void]>([
      ["never answers", () => undefined],
      ["stops in the middle", start],
    ])("one that %s ends with the signal", async (_name, answer) => {
      const controller = new AbortController();
      await root.grpc("/run/containerd/containerd.sock", (_method, stream) => {
        answer(stream);
        setImmediate(() => controller.abort());
      });
      expect((await list(controller.signal)).why).toContain("too long");
    });

    it("one that accepts and says nothing ends with the signal", async () => {
      const controller = new AbortController();
      await root.raw("/run/containerd/containerd.sock", () => void setImmediate(() => controller.abort()));
      expect((await list(controller.signal)).why).toContain("too long");
    });
  },
);
