/** Docker and Podman, played by servers that speak the documented API, well and badly. */
import {
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from "node:fs";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dockerSource } from "../../src/host/containers/docker.ts";
import { listContainers } from "../../src/host/containers/index.ts";
import { podmanSource } from "../../src/host/containers/podman.ts";
import { type FakeRoot, makeFakeRoot } from "./fake-runtime.ts";

const ID = "6c1a21e53ec4f72d00691ea449fcc2e3d81b25fa7369751338fe02a0fe85e52e";
const WEB = {
  Id: ID,
  Names: ["/web"],
  Image: "nginx:1.27",
  Ports: [{ IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" }],
  Labels: {},
  NetworkSettings: { Networks: { bridge: { IPAddress: "172.17.0.2" } } },
};
const never = new AbortController().signal;
const asRoot = process.getuid?.() === 0;

let root: FakeRoot;
beforeEach(() => {
  root = makeFakeRoot();
});
afterEach(() => root.close());

/** A Docker that knows the questions of version 1.41 and no others. */
async function serveDocker(list: unknown, at = "/run/docker.sock"): Promise<string[]> {
  const asked: string[] = [];
  root.file(at.replace(".sock", ".pid"), "1");
  await root.http(at, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/_ping")
      response.writeHead(200, { "Api-Version": "1.41", "Docker-Experimental": "false" }).end("OK");
    else if (request.url === "/v1.41/containers/json")
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(list));
    else response.writeHead(404).end('{"message":"page not found"}');
  });
  return asked;
}

describe.skipIf(!asRoot)("a runtime that speaks HTTP (root alone can own the system's sockets)", () => {
  it("lists Docker's containers, and only ever asks", async () => {
    const asked = await serveDocker([WEB]);
    const { value, gaps } = await dockerSource({ root: root.path, users: [] }).list(never);
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      { id: ID, runtime: "docker", name: "web", image: "nginx:1.27", addresses: ["172.17.0.2"], user: 0 },
    ]);
    expect(asked).toEqual(["GET /_ping", "GET /v1.41/containers/json"]);
  });

  it("asks a Docker without a version as it has none", async () => {
    root.file("/run/docker.pid", "1");
    await root.http("/run/docker.sock", (request, response) => {
      if (request.url === "/containers/json") response.end(JSON.stringify([WEB]));
      else response.writeHead(404).end();
    });
    const { value } = await dockerSource({ root: root.path, users: [] }).list(never);
    expect(value).toHaveLength(1);
  });

  it("lists Podman's by its own API, and by Docker's where that is all there is", async () => {
    const own = {
      Id: ID,
      Names: ["web"],
      Image: "nginx",
      Pid: 7,
      Ports: [{ host_ip: "", container_port: 80, host_port: 8080, range: 1, protocol: "tcp" }],
    };
    await root.http("/run/podman/podman.sock", (request, response) => {
      if (request.url === "/_ping")
        response.writeHead(200, { "Api-Version": "1.41", "Libpod-Api-Version": "4.3.1" }).end("OK");
      else if (request.url === "/v4.3.1/libpod/containers/json") response.end(JSON.stringify([own]));
      else response.writeHead(404).end();
    });
    await root.http("/run/user/0/podman/podman.sock", (request, response) => {
      if (request.url === "/_ping") response.writeHead(200, { "Api-Version": "1.41" }).end("OK");
      else if (request.url === "/v1.41/containers/json")
        response.end(JSON.stringify([{ ...WEB, Names: ["/compat"] }]));
      else response.writeHead(404).end();
    });
    const { value, gaps } = await podmanSource({ root: root.path, users: [0] }).list(never);
    expect(gaps).toEqual([]);
    expect(value.map(({ name, runtime, pid }) => `${name} ${runtime} ${pid}`)).toEqual([
      "web podman 7",
      "compat docker null",
    ]);
  });

  it("does not wake a Docker that sleeps", async () => {
    let connections = 0;
    // Only systemd wakes a service for a connection.
    root.file("/run/systemd/system/docker.socket", "");
    await root.raw("/run/docker.sock", () => {
      connections++;
    });
    const { value, gaps } = await dockerSource({ root: root.path, users: [] }).list(never);
    expect(value).toEqual([]);
    expect(gaps.map((gap) => gap.code)).toEqual(["container-runtime-asleep"]);
    expect(connections).toBe(0);
  });

  it("says nothing of runtimes that are not here, nor of one that left its socket behind", async () => {
    expect(await listContainers(never, { root: root.path })).toEqual({ value: [], gaps: [] });
    const server = await root.http("/run/podman/podman.sock", () => undefined);
    // The file of a socket stays when its server is killed.
    renameSync(`${root.path}/run/podman/podman.sock`, `${root.path}/run/kept.sock`);
    await new Promise((resolve) => server.close(resolve));
    renameSync(`${root.path}/run/kept.sock`, `${root.path}/run/podman/podman.sock`);
    expect(await listContainers(never, { root: root.path })).toEqual({ value: [], gaps: [] });
  });

  it("does not speak to a socket that another user made", async () => {
    const asked = await serveDocker([WEB]);
    chownSync(`${root.path}/run/docker.sock`, 1234, 1234);
    const { value, gaps } = await dockerSource({ root: root.path, users: [] }).list(never);
    expect(value).toEqual([]);
    expect(gaps.map((gap) => gap.code)).toEqual(["container-socket-foreign"]);
    expect(asked).toEqual([]);
  });

  it("follows no link of a user to a socket of root", async () => {
    const asked = await serveDocker([WEB]);
    mkdirSync(`${root.path}/run/user/1234`, { recursive: true });
    root.file("/run/user/1234/docker.pid", "1");
    symlinkSync(`${root.path}/run/docker.sock`, `${root.path}/run/user/1234/docker.sock`);
    lchownSync(`${root.path}/run/user/1234/docker.sock`, 1234, 1234);
    const { value } = await dockerSource({ root: root.path, users: [1234] }).list(never);
    expect(value.map(({ user }) => user)).toEqual([0]);
    expect(asked).toHaveLength(2);
  });

  it("marks what a user's runtime says as the user's", async () => {
    await serveDocker([WEB], "/run/user/1234/docker.sock");
    chownSync(`${root.path}/run/user/1234/docker.sock`, 1234, 1234);
    const { value } = await listContainers(never, { root: root.path });
    expect(value.map(({ name, user }) => `${name} ${user}`)).toEqual(["web 1234"]);
  });
});

describe.skipIf(!asRoot)(
  "a hostile runtime that speaks HTTP (root alone can own the system's sockets)",
  () => {
    type Handle = Parameters<FakeRoot["http"]>[1];
    const list = async (
      handle: Handle,
      signal = never,
    ): Promise<{ readonly names: readonly unknown[]; readonly why: string }> => {
      root.file("/run/docker.pid", "1");
      await root.http("/run/docker.sock", (request, response) => {
        if (request.url === "/_ping") response.writeHead(200, { "Api-Version": "1.41" }).end("OK");
        else handle(request, response);
      });
      const { value, gaps } = await dockerSource({ root: root.path, users: [] }).list(signal);
      for (const gap of gaps) expect(gap.code).toBe("container-names-incomplete");
      return { names: value.map(({ name }) => name), why: gaps.map((gap) => gap.what).join(" ") };
    };

    it("stops at a bound of an answer of 10 GB, and the server notices", async () => {
      let sent = 0;
      let closed: () => void = () => undefined;
      const end = new Promise<void>((resolve) => {
        closed = resolve;
      });
      const chunk = Buffer.alloc(65_536, "[");
      const answer = list((_request, response) => {
        const write = (): void => {
          while (!response.destroyed) {
            sent += chunk.length;
            if (response.write(chunk)) continue;
            response.once("drain", write);
            return;
          }
        };
        response.on("close", closed);
        response.writeHead(200, { "Content-Length": `${10 * 1024 ** 3}` });
        write();
      });
      expect((await answer).why).toContain("too large");
      await end;
      expect(sent).toBeLessThan(16 * 1024 * 1024);
    });

    it.each<[string, Handle, string]>([
      ["no JSON", (_q, r) => r.end("<html>"), "gave no list"],
      ["a cut answer", (_q, r) => r.end('[{"Id":"abc'), "gave no list"],
      ["an object", (_q, r) => r.end("{}"), "gave no list"],
      ["nothing", (_q, r) => r.end(), "gave no list"],
      ["deeper than any parser likes", (_q, r) => r.end("[".repeat(4_000_000)), "gave no list"],
      ["invalid UTF-8", (_q, r) => r.end(Buffer.from([0xff, 0xfe])), "gave no list"],
      ["an error", (_q, r) => r.writeHead(500).end("[]"), "status 500"],
      [
        "a redirect, which is not followed",
        (_q, r) => r.writeHead(302, { Location: "http://192.0.2.1/" }).end(),
        "status 302",
      ],
      ["another question", (_q, r) => r.writeHead(404).end(), "does not know the question"],
      [
        "a length that it does not keep",
        (_q, r) => {
          r.writeHead(200, { "Content-Length": "100" });
          r.write("[");
          r.socket?.end();
        },
        "no names",
      ],
      ["a closed connection", (_q, r) => r.socket?.destroy(), "no proper answer"],
      ["garbage for HTTP", (_q, r) => r.socket?.end("SSH-2.0-OpenSSH_9.2\r\n"), "no proper answer"],
      [
        "a flood of headers",
        (_q, r) => r.socket?.end(`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(100_000)}\r\n`),
        "no proper answer",
      ],
      [
        "a change of protocol",
        (_q, r) =>
          r.socket?.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
        "no proper answer",
      ],
    ])("%s", async (_name, handle, expected) => {
      const { names, why } = await list(handle);
      expect(names).toEqual([]);
      expect(why).toContain(expected);
      expect(why).not.toMatch(/[\u0000-\u001f\u007f]/);
    });

    it.each<[string, (write: (text: string) => boolean) => void]>([
      ["never answers", () => undefined],
      ["stops in the middle", (write) => void write("HTTP/1.1 200 OK\r\n\r\n[")],
      [
        "sends nothing but interim answers",
        (write) => void setInterval(() => write("HTTP/1.1 103 Early Hints\r\n\r\n"), 1).unref(),
      ],
    ])("one that %s ends with the signal", async (_name, answer) => {
      const controller = new AbortController();
      const { names, why } = await list((_request, response) => {
        answer((text) => response.socket?.writable === true && response.socket.write(text));
        setImmediate(() => controller.abort());
      }, controller.signal);
      expect(names).toEqual([]);
      expect(why).toContain("too long");
    });

    it("keeps escapes in names as data, bounded in length", async () => {
      const { names } = await list((_request, response) => {
        response.end(JSON.stringify([{ ...WEB, Names: [`/\u001b[2J\n${"x".repeat(5000)}`] }]));
      });
      expect(names).toHaveLength(1);
      expect(`${names[0]}`.length).toBeLessThanOrEqual(256);
    });

    it("leaves no connection behind", async () => {
      let open = 0;
      root.file("/run/docker.pid", "1");
      const server = await root.http("/run/docker.sock", (_request, response) =>
        response.writeHead(500).end(),
      );
      server.on("connection", (socket) => {
        open++;
        socket.on("close", () => open--);
      });
      for (let round = 0; round < 50; round++) await dockerSource({ root: root.path, users: [] }).list(never);
      // The last close reaches the server after one more exchange.
      await new Promise<void>((resolve) =>
        connect(`${root.path}/run/docker.sock`)
          .on("connect", function (this: { end(): void }) {
            this.end();
          })
          .on("close", () => resolve()),
      );
      expect(open).toBeLessThanOrEqual(1);
      const kept = readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(root.path);
        } catch {
          return false;
        }
      });
      expect(kept).toEqual([]);
    });
  },
);
