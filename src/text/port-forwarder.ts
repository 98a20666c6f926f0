/**
 * Programs that hold a host's port for a container: what each one's command line tells of the container.
 * A program is known by its executable, since a command line and a name are what the process makes of them.
 */
import type { PublishedPort } from "../model/container.ts";
import { parsePastaArguments } from "./pasta-arguments.ts";

/** A forwarder. What its command line does not tell is null or empty: then the published ports must tell. */
export interface PortForwarder {
  readonly program:
    | "docker-proxy"
    | "rootlesskit"
    | "rootlessport"
    | "pasta"
    | "slirp4netns"
    | "conmon"
    | "forkproxy";
  readonly containerId: string | null;
  readonly containerName: string | null;
  readonly containerAddress: string | null;
  /** A process in the container's network namespace. */
  readonly containerPid: number | null;
  /** Path of the container's network namespace. */
  readonly networkNamespace: string | null;
  /** What it forwards; null when that is not told. */
  readonly ports: readonly PublishedPort[] | null;
}

export interface ForwarderProcess {
  /** Path of the running program; null when it could not be read. */
  readonly executable: string | null;
  readonly commandLine: readonly string[];
}

const NOTHING_TOLD: Omit<PortForwarder, "program"> = {
  containerId: null,
  containerName: null,
  containerAddress: null,
  containerPid: null,
  networkNamespace: null,
  ports: null,
};
const CONTAINER_ID = /^[0-9a-f]{64}$/;
const MOST_ARGUMENTS = 4096;

/** By the executable's base name; `self` is what the process calls itself, for programs that are several at once. */
const PROGRAMS: readonly {
  readonly executable: RegExp;
  readonly self?: RegExp;
  readonly read: (args: readonly string[]) => PortForwarder | null;
}[] = [
  { executable: /^docker-proxy$/, read: readDockerProxy },
  { executable: /^rootlesskit$/, read: () => ({ ...NOTHING_TOLD, program: "rootlesskit" }) },
  // Podman was its own forwarder before 4.0; both get what to forward on their standard input.
  {
    executable: /^(?:rootlessport|podman)$/,
    self: /^(?:containers-)?rootlessport$/,
    read: () => ({ ...NOTHING_TOLD, program: "rootlessport" }),
  },
  // The second half of the name is the processor's abilities.
  { executable: /^(?:pasta|passt)(?:\.avx2)?$/, self: /^pasta(?:\.avx2)?$/, read: readPasta },
  { executable: /^slirp4netns$/, read: readSlirp4netns },
  { executable: /^conmon$/, read: readConmon },
  { executable: /^(?:lxd|incusd)$/, read: readForkproxy },
];

/** The forwarder that a process is; null for any other program. Never throws. */
export function parsePortForwarder(holder: ForwarderProcess): PortForwarder | null {
  const [self = "", ...args] = holder.commandLine.slice(0, MOST_ARGUMENTS);
  const called = baseName(self);
  const executable = holder.executable === null ? null : baseName(holder.executable);
  const program = PROGRAMS.find(
    (item) =>
      item.executable.test(executable ?? called) && (item.self === undefined || item.self.test(called)),
  );
  return program?.read(args) ?? null;
}

function baseName(path: string): string {
  return path.replace(/ \(deleted\)$/, "").replace(/^.*\//s, "");
}

/** `-name value`, `--name value` or `--name=value`; the last one counts. */
function optionOf(args: readonly string[], ...names: readonly string[]): string | null {
  let found: string | null = null;
  for (const [at, arg] of args.entries()) {
    if (names.includes(arg)) found = args[at + 1] ?? null;
    else {
      const name = names.find((item) => item.startsWith("-") && arg.startsWith(`${item}=`));
      if (name !== undefined) found = arg.slice(name.length + 1);
    }
  }
  return found;
}

function portOf(text: string | null): number | null {
  const port = text !== null && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : null;
}

/** https://github.com/moby/moby/tree/master/cmd/docker-proxy; Go's flags take one dash or two. */
function readDockerProxy(args: readonly string[]): PortForwarder {
  const flag = (name: string): string | null => optionOf(args, `-${name}`, `--${name}`);
  const protocol = flag("proto") ?? "tcp";
  const hostPort = portOf(flag("host-port"));
  const containerPort = portOf(flag("container-port"));
  const known = protocol === "tcp" || protocol === "udp" || protocol === "sctp";
  const ports: readonly PublishedPort[] | null =
    known && hostPort !== null && containerPort !== null
      ? [{ protocol, hostAddress: flag("host-ip"), hostPort, containerPort, count: 1 }]
      : null;
  return { ...NOTHING_TOLD, program: "docker-proxy", containerAddress: flag("container-ip"), ports };
}

/** passt(1). */
function readPasta(args: readonly string[]): PortForwarder {
  return { ...NOTHING_TOLD, program: "pasta", ...parsePastaArguments(args) };
}

/** slirp4netns(1). Podman names the socket for later ports by the container: `/run/libpod/ID.net`. */
function readSlirp4netns(args: readonly string[]): PortForwarder {
  const socket = baseName(optionOf(args, "--api-socket", "-a") ?? "").replace(/\.net$/, "");
  const byPath = optionOf(args, "--netns-type") === "path";
  const words = args.filter((arg, at) => !arg.startsWith("-") && !SLIRP_VALUES.has(args[at - 1] ?? ""));
  const target = words[0] ?? null;
  return {
    ...NOTHING_TOLD,
    program: "slirp4netns",
    containerId: CONTAINER_ID.test(socket) ? socket : null,
    containerPid: byPath || target === null || !/^\d{1,7}$/.test(target) ? null : Number(target),
    networkNamespace: byPath ? target : null,
  };
}

const SLIRP_VALUES = new Set([
  "-e",
  "--exit-fd",
  "-r",
  "--ready-fd",
  "-m",
  "--mtu",
  "--cidr",
  "-a",
  "--api-socket",
  "-6",
]);

/** conmon(8): keeps the published ports of its container taken, which the firewall then forwards. */
function readConmon(args: readonly string[]): PortForwarder | null {
  const id = optionOf(args, "-c", "--cid");
  if (id === null || !CONTAINER_ID.test(id)) return null;
  return {
    ...NOTHING_TOLD,
    program: "conmon",
    containerId: id,
    containerName: optionOf(args, "-n", "--name"),
  };
}

/** `forkproxy -- LISTEN-PID LISTEN-FD LISTEN CONNECT-PID CONNECT-FD CONNECT LOG …` of LXD and Incus. */
function readForkproxy(args: readonly string[]): PortForwarder | null {
  if (args[0] !== "forkproxy" || args[1] !== "--") return null;
  const [, , , , listen = "", connectPid = "", , connect = "", log = ""] = args;
  const from = /^(tcp|udp):(.{1,64}):(\d{1,5})$/.exec(listen);
  const to = /^(?:tcp|udp):.{1,64}:(\d{1,5})$/.exec(connect);
  const hostPort = portOf(from?.[3] ?? null);
  const containerPort = portOf(to?.[1] ?? null);
  const protocol = from?.[1] === "udp" ? "udp" : "tcp";
  return {
    ...NOTHING_TOLD,
    program: "forkproxy",
    // Logs of an instance stand in a folder of its name.
    containerName: /\/([^/]{1,128})\/proxy\.[^/]*$/.exec(log)?.[1] ?? null,
    containerPid: /^\d{1,7}$/.test(connectPid) ? Number(connectPid) : null,
    ports:
      hostPort !== null && containerPort !== null
        ? [
            {
              protocol,
              hostAddress: from?.[2]?.replace(/^\[(.*)\]$/, "$1") ?? null,
              hostPort,
              containerPort,
              count: 1,
            },
          ]
        : null,
  };
}
