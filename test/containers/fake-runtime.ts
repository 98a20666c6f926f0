/** Local counterparts of container runtimes, on UNIX sockets in a folder that stands for a machine's root. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttp2, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { createServer as createNet, type Server as NetServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { formatProtobuf, type ProtobufField } from "../../src/wire/protobuf.ts";

/** A folder that stands for `/`. */
export interface FakeRoot {
  readonly path: string;
  file(path: string, text: string): string;
  http(path: string, handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server>;
  grpc(
    path: string,
    handle: (method: string, stream: ServerHttp2Stream, namespace: string) => void,
  ): Promise<Http2Server>;
  raw(path: string, handle: (socket: Socket) => void): Promise<NetServer>;
  close(): Promise<void>;
}

export function makeFakeRoot(): FakeRoot {
  const path = mkdtempSync(join(tmpdir(), "portreeve-"));
  chmodSync(path, 0o755);
  const closers: (() => Promise<void>)[] = [];
  const listen = async <T extends NetServer>(server: T, at: string): Promise<T> => {
    const whole = join(path, at);
    mkdirSync(dirname(whole), { recursive: true });
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(whole, resolve));
    closers.push(
      () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy();
          server.close(() => resolve());
        }),
    );
    return server;
  };
  return {
    path,
    file(at, text) {
      const whole = join(path, at);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
      return whole;
    },
    http: (at, handle) => listen(createHttp(handle), at),
    raw: (at, handle) => listen(createNet(handle), at),
    grpc(at, handle) {
      const server = createHttp2();
      server.on("sessionError", () => undefined);
      server.on("stream", (stream, headers) => {
        stream.on("error", () => undefined);
        stream.resume();
        handle(`${headers[":path"]}`.slice(1), stream, `${headers["containerd-namespace"] ?? ""}`);
      });
      return listen(server, at);
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Answers one gRPC call with a message, or with a status alone. */
export function answerGrpc(stream: ServerHttp2Stream, message: Uint8Array | null, status = 0): void {
  if (message === null) {
    stream.respond(
      { ":status": 200, "content-type": "application/grpc", "grpc-status": `${status}` },
      { endStream: true },
    );
    return;
  }
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": `${status}` }));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}

/** A message in short: a text, a number, bytes, or fields again, by number. */
export type Fields = readonly (readonly [number, string | number | Uint8Array | Fields])[];

export function message(fields: Fields): Uint8Array {
  return formatProtobuf(fields.map(([number, value]): ProtobufField => ({ number, value: encode(value) })));
}

function encode(value: string | number | Uint8Array | Fields): bigint | Uint8Array {
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "string") return new TextEncoder().encode(value);
  return value instanceof Uint8Array ? value : message(value);
}
