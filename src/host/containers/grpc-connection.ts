/**
 * Unary gRPC calls over a UNIX socket: HTTP/2 with length-prefixed messages.
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
import { type ClientHttp2Session, connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";
import { type Answer, answerOfError, MOST_ANSWER } from "./answer.ts";

const STATUS_OK = "0";
const STATUS_PERMISSION = "7";
const STATUS_UNIMPLEMENTED = "12";
const PREFIX = 5;

export interface GrpcConnection {
  /** Calls `/SERVICE/METHOD`; the value is the message's bytes. `metadata` is sent as headers. */
  call(
    method: string,
    message: Uint8Array,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<Answer<Uint8Array>>;
  close(): void;
}

/** Connects to the server behind the socket `socketPath`; a server that is not there shows at the first call. */
export function openGrpc(socketPath: string, signal: AbortSignal): GrpcConnection {
  let failure: unknown = null;
  const session = connectHttp2("http://localhost", {
    createConnection: () => connect({ path: socketPath }),
    settings: { enablePush: false, maxHeaderListSize: 16_384 },
    maxHeaderListPairs: 64,
  });
  const stop = (): void => session.destroy();
  session.on("error", (error) => {
    failure ??= error;
  });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return {
    call: (method, message, metadata = {}) =>
      callOnce(session, method, message, metadata, () => (signal.aborted ? { name: "AbortError" } : failure)),
    close: () => {
      signal.removeEventListener("abort", stop);
      session.destroy();
    },
  };
}

function callOnce(
  session: ClientHttp2Session,
  method: string,
  message: Uint8Array,
  metadata: Readonly<Record<string, string>>,
  failure: () => unknown,
): Promise<Answer<Uint8Array>> {
  if (session.closed || session.destroyed)
    return Promise.resolve(answerOfError(failure() ?? new Error("connection closed")));
  return new Promise((resolve) => {
    const stream = session.request({
      ":method": "POST",
      ":path": `/${method}`,
      "content-type": "application/grpc",
      te: "trailers",
      ...metadata,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let status: string | null = null;
    const note = (headers: Readonly<Record<string, unknown>>): void => {
      const value = headers["grpc-status"];
      if (typeof value === "string") status = value;
    };
    const finish = (answer: Answer<Uint8Array>): void => {
      resolve(answer);
      stream.close(constants.NGHTTP2_CANCEL);
    };
    // A failed call has its status among the first headers, an answered one after the message.
    stream.on("response", note);
    stream.on("trailers", note);
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > MOST_ANSWER) finish({ refusal: "failed", why: "its answer is too large" });
    });
    stream.on("error", (error) => finish(answerOfError(failure() ?? error)));
    stream.on("close", () => finish(answerOf(status, Buffer.concat(chunks), failure())));
    stream.end(frame(message));
  });
}

function frame(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, PREFIX);
  return bytes;
}

function answerOf(status: string | null, bytes: Buffer, failure: unknown): Answer<Uint8Array> {
  if (status === STATUS_UNIMPLEMENTED) return { refusal: "not-served", why: "it does not know the question" };
  if (status === STATUS_PERMISSION) return { refusal: "unreadable", why: "no permission" };
  if (status === null) return answerOfError(failure ?? new Error("the connection ended"));
  if (status !== STATUS_OK)
    return { refusal: "failed", why: `it answered with gRPC status ${status.slice(0, 8)}` };
  const whole = bytes.length >= PREFIX && bytes[0] === 0 && bytes.readUInt32BE(1) === bytes.length - PREFIX;
  return whole
    ? { value: bytes.subarray(PREFIX) }
    : { refusal: "failed", why: "its answer is no gRPC message" };
}
