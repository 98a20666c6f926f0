/** The network namespace of a container, by the PID that its runtime tells and its own cgroup confirms. */
import { readFileSync, readlinkSync } from "node:fs";
import type { ContainerInfo } from "../../model/container.ts";
import { classifyCgroupPath, parseCgroupFile } from "../../text/cgroup-path.ts";

/**
 * The containers with their network namespaces. A PID is only followed if the process' cgroup is the container's:
 * else a user's runtime could claim any process, and a PID that was given to another one would mislead.
 */
export function withNetworkNamespaces(
  root: string,
  containers: readonly ContainerInfo[],
): readonly ContainerInfo[] {
  return containers.map((info) => {
    const networkNamespace = info.pid === null ? null : namespaceOf(`${root}/proc/${info.pid}`, info);
    return networkNamespace === null ? info : { ...info, networkNamespace };
  });
}

function namespaceOf(folder: string, info: ContainerInfo): number | null {
  try {
    const path = parseCgroupFile(readFileSync(`${folder}/cgroup`, "utf8"));
    const container = classifyCgroupPath(path ?? "").container;
    if (container?.id !== info.id || (container.user ?? 0) !== info.user) return null;
    const inode = Number(/^net:\[(\d{1,15})\]$/.exec(readlinkSync(`${folder}/ns/net`))?.[1]);
    return Number.isSafeInteger(inode) ? inode : null;
  } catch {
    return null;
  }
}
