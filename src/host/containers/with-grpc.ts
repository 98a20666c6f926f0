/** A question to a gRPC runtime, with what every such question has around it. */
import type { ContainerInfo } from "../../model/container.ts";
import type { Collected } from "../../model/gap.ts";
import { type Answer, foreignSocketGap, gapsOf, unreadableGap } from "./answer.ts";
import { type GrpcConnection, openGrpc } from "./grpc-connection.ts";
import { openLocalSocket } from "./local-socket.ts";

type Containers = readonly ContainerInfo[];

/** Opens root's socket at `path`, asks, and turns a refusal into a gap. `not-served` is none: another source asks. */
export async function withGrpc(
  runtime: string,
  path: string,
  signal: AbortSignal,
  ask: (connection: GrpcConnection) => Promise<Answer<Collected<Containers>>>,
): Promise<Collected<Containers>> {
  const opened = openLocalSocket(path, 0);
  if (opened === "absent") return { value: [], gaps: [] };
  if (opened === "unreadable") return { value: [], gaps: [unreadableGap(runtime, path)] };
  if (opened === "foreign-owner") return { value: [], gaps: [foreignSocketGap(runtime, path)] };
  const connection = openGrpc(opened.path, signal);
  try {
    const answer = await ask(connection);
    if ("value" in answer) return answer.value;
    return { value: [], gaps: answer.refusal === "not-served" ? [] : gapsOf(runtime, path, answer) };
  } finally {
    connection.close();
    opened.close();
  }
}
