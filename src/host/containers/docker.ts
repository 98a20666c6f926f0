/** Docker, the system's and those of users. */
import { existsSync, readFileSync } from "node:fs";
import type { ContainerInfo, ContainerSource } from "../../model/container.ts";
import type { Collected } from "../../model/gap.ts";
import { listByDockerApi } from "./docker-api.ts";
import { listFolder } from "./owned-file.ts";
import type { Place } from "./place.ts";

interface Daemon {
  readonly socket: string;
  readonly pidFile: string;
  readonly owner: number;
}

const MOST_PROCESSES = 65_536;

export function dockerSource({ root, users }: Place): ContainerSource {
  const daemons: readonly Daemon[] = [
    { socket: "/run/docker.sock", pidFile: "/run/docker.pid", owner: 0 },
    ...users.map((owner) => ({
      socket: `/run/user/${owner}/docker.sock`,
      pidFile: `/run/user/${owner}/docker.pid`,
      owner,
    })),
  ];
  return {
    id: "docker",
    needs: "use of Docker's socket (root, or the group docker)",
    async list(signal) {
      const lists = await Promise.all(daemons.map((daemon) => listDaemon(root, daemon, signal)));
      return { value: lists.flatMap((list) => list.value), gaps: lists.flatMap((list) => list.gaps) };
    },
  };
}

/** systemd holds the socket of a Docker that sleeps, and would start it for a question: then nothing is asked. */
async function listDaemon(
  root: string,
  { socket, pidFile, owner }: Daemon,
  signal: AbortSignal,
): Promise<Collected<readonly ContainerInfo[]>> {
  const path = `${root}${socket}`;
  if (!existsSync(path)) return { value: [], gaps: [] };
  const mayWake = existsSync(`${root}/run/systemd/system`);
  if (!mayWake || existsSync(`${root}${pidFile}`) || isRunning(root))
    return listByDockerApi({ runtime: "Docker", path, owner }, signal);
  const what = `The containers of Docker have no names: it does not run, and a question at ${socket} would start it.`;
  return {
    value: [],
    gaps: [{ code: "container-runtime-asleep", what, fix: "Start Docker, if it should run." }],
  };
}

/** For a Docker that keeps its PID elsewhere (`--pidfile`, snap). */
function isRunning(root: string): boolean {
  const folders = listFolder(`${root}/proc`, MOST_PROCESSES);
  return (folders === "unreadable" ? [] : folders).some(
    (name) => /^\d+$/.test(name) && commOf(root, name) === "dockerd",
  );
}

function commOf(root: string, pid: string): string {
  try {
    return readFileSync(`${root}/proc/${pid}/comm`, "utf8").trimEnd();
  } catch {
    return "";
  }
}
