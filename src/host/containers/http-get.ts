/** One bounded GET of JSON over a UNIX socket. Nothing else is ever sent, so that asking changes nothing. */
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { type Answer, answerOfError } from "./answer.ts";

export interface JsonAnswer {
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the body is no JSON. */
  readonly body: unknown;
}

export interface JsonServer {
  /** Path of its socket. */
  readonly socketPath: string;
  /** Bytes of an answer that are read. */
  readonly most: number;
}

/** Asks the server for `path`. Ends by an answer, a refusal, its bound or the signal. */
export function getJson(
  { socketPath, most }: JsonServer,
  path: string,
  signal: AbortSignal,
): Promise<Answer<JsonAnswer>> {
  return new Promise((resolve) => {
    const agent = new Agent({ keepAlive: false });
    const finish = (answer: Answer<JsonAnswer>): void => {
      resolve(answer);
      asked.destroy();
      agent.destroy();
    };
    const asked = request({
      socketPath,
      path,
      signal,
      agent,
      headers: { host: "localhost", accept: "application/json" },
    });
    asked.on("error", (error) => finish(answerOfError(signal.aborted ? { name: "AbortError" } : error)));
    // A change of protocol closes the connection without an error.
    asked.on("close", () => finish({ refusal: "failed", why: "it gave no proper answer" }));
    asked.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > most) finish({ refusal: "failed", why: "its answer is too large" });
      });
      response.on("error", (error) => finish(answerOfError(signal.aborted ? { name: "AbortError" } : error)));
      response.on("aborted", () => finish({ refusal: "failed", why: "its answer broke off" }));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        if (status === 404 || status === 400)
          finish({ refusal: "not-served", why: "it does not know the question" });
        else if (status !== 200) finish({ refusal: "failed", why: `it answered with status ${status}` });
        else finish({ value: { headers: response.headers, body: parseBody(Buffer.concat(chunks)) } });
      });
    });
    asked.end();
  });
}

function parseBody(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
