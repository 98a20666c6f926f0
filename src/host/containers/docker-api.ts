/**
 * Docker's HTTP API, which Podman serves too, with more of its own under /libpod. `/_ping` tells which of them
 * answers and which version it speaks: newer ones refuse old versions.
 * https://docs.docker.com/reference/api/engine/#versioned-api-and-sdk
 */
import type { ContainerInfo } from "../../model/container.ts";
import type { Collected } from "../../model/gap.ts";
import { parseDockerContainers } from "../../text/docker-containers.ts";
import { parsePodmanContainers } from "../../text/podman-containers.ts";
import {
  type Answer,
  foreignSocketGap,
  gapsOf,
  MOST_ANSWER,
  MOST_USER_ANSWER,
  unreadableGap,
} from "./answer.ts";
import { getJson, type JsonServer } from "./http-get.ts";
import { openLocalSocket } from "./local-socket.ts";

/** Where a runtime is asked, and whose it is. */
export interface RuntimeSocket {
  /** For people. */
  readonly runtime: string;
  readonly path: string;
  /** Uid that must own the socket. */
  readonly owner: number;
}

type Containers = readonly ContainerInfo[];

/** The running containers of the runtime behind a socket. */
export async function listByDockerApi(
  socket: RuntimeSocket,
  signal: AbortSignal,
): Promise<Collected<Containers>> {
  const opened = openLocalSocket(socket.path, socket.owner);
  if (opened === "absent") return { value: [], gaps: [] };
  if (opened === "unreadable") return { value: [], gaps: [unreadableGap(socket.runtime, socket.path)] };
  if (opened === "foreign-owner") return { value: [], gaps: [foreignSocketGap(socket.runtime, socket.path)] };
  try {
    const most = socket.owner === 0 ? MOST_ANSWER : MOST_USER_ANSWER;
    const answer = await ask({ socketPath: opened.path, most }, socket.owner, signal);
    return {
      value: "value" in answer ? answer.value : [],
      gaps: gapsOf(socket.runtime, socket.path, answer),
    };
  } finally {
    opened.close();
  }
}

async function ask(server: JsonServer, user: number, signal: AbortSignal): Promise<Answer<Containers>> {
  const ping = await getJson(server, "/_ping", signal);
  if ("refusal" in ping && ping.refusal !== "not-served") return ping;
  const headers = "value" in ping ? ping.value.headers : {};
  const podman = versionOf(headers["libpod-api-version"]);
  if (podman !== null) {
    const answer = await getJson(server, `/v${podman}/libpod/containers/json`, signal);
    return parsed(answer, (body) => parsePodmanContainers(body, { runtime: "podman", user }));
  }
  const docker = versionOf(headers["api-version"]);
  const answer = await getJson(server, `${docker === null ? "" : `/v${docker}`}/containers/json`, signal);
  return parsed(answer, (body) => parseDockerContainers(body, { runtime: "docker", user }));
}

function versionOf(header: string | readonly string[] | undefined): string | null {
  return typeof header === "string" && /^\d{1,3}(?:\.\d{1,3}){1,2}$/.test(header) ? header : null;
}

function parsed(
  answer: Answer<{ readonly body: unknown }>,
  parse: (body: unknown) => Containers | null,
): Answer<Containers> {
  if ("refusal" in answer) return answer;
  const value = parse(answer.value.body);
  return value === null ? { refusal: "failed", why: "it gave no list" } : { value };
}
