/** What stands open in a world, by ss, and what portreeve makes of each: the program itself, or the container. */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { readForwarderNamespaces } from "../../src/host/containers/forwarder-namespace.ts";
import { nameForwarder } from "../../src/inventory/name-forwarder.ts";
import { resolveContainer } from "../../src/inventory/resolve-container.ts";
import type { ContainerInfo } from "../../src/model/container.ts";
import { classifyCgroupPath, parseCgroupFile } from "../../src/text/cgroup-path.ts";
import { parsePortForwarder } from "../../src/text/port-forwarder.ts";
import type { World } from "./world.ts";

/** `8080 docker-proxy -> web` for a forwarder, `80 busybox in web` for a process of a container; sorted. */
export function seeListeners(
  world: World,
  containers: readonly ContainerInfo[],
  inside = world.pid,
): readonly string[] {
  // Of the network namespace that the process is in, with PIDs as the host counts.
  const text = execFileSync("nsenter", ["-t", `${inside}`, "-n", "ss", "-H", "-tulnp"], { encoding: "utf8" });
  const namespace = statSync(`/proc/${inside}/ns/net`).ino;
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => describeLine(line, world, namespace, containers))
    .sort();
}

function describeLine(
  line: string,
  world: World,
  namespace: number,
  containers: readonly ContainerInfo[],
): readonly string[] {
  const [protocol = "", , , , local = ""] = line.split(/\s+/);
  const port = Number(/:(\d+)$/.exec(local)?.[1]);
  const bound = local.slice(0, local.lastIndexOf(":")).replace(/^\[|\]$/g, "");
  const address = bound === "*" ? "::" : bound;
  return [...line.matchAll(/\("([^"]*)",pid=(\d+)/g)].map((match) => {
    const pid = Number(match[2]);
    const { container } = classifyCgroupPath(
      parseCgroupFile(readFileSync(`/proc/${pid}/cgroup`, "utf8")) ?? "",
    );
    if (container !== null)
      return `${port} ${match[1]} in ${resolveContainer(container, containers)?.name ?? container.id}`;
    const forwarder = parsePortForwarder({
      executable: readlinkSync(`/proc/${pid}/exe`),
      commandLine: readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1),
    });
    if (forwarder === null) return `${port} ${match[1]}`;
    const user = Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    const reaches = readForwarderNamespaces(pid, forwarder.networkNamespace, world.root);
    const served = nameForwarder(
      forwarder,
      { protocol, address, port, namespace, user, reaches },
      containers,
    );
    return `${port} ${forwarder.program} -> ${served?.name ?? "?"}`;
  });
}
