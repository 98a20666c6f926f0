/** containerd's containers outside of Kubernetes and Docker, which have sources of their own: nerdctl's and ctr's. */
import type { ContainerInfo, ContainerSource } from "../../model/container.ts";
import type { Collected } from "../../model/gap.ts";
import { mergeContainerdListing } from "../../text/containerd-containers.ts";
import {
  parseContainerdContainers,
  parseContainerdNamespaces,
  parseContainerdTasks,
} from "../../wire/containerd-message.ts";
import type { Answer } from "./answer.ts";
import type { GrpcConnection } from "./grpc-connection.ts";
import type { Place } from "./place.ts";
import { withGrpc } from "./with-grpc.ts";

const SERVICES = "containerd.services";
const ELSEWHERE = new Set(["k8s.io", "moby", "plugins.moby"]);
const MOST_NAMESPACES = 64;
const NOTHING = new Uint8Array();

export function containerdSource({ root }: Place): ContainerSource {
  const path = `${root}/run/containerd/containerd.sock`;
  return {
    id: "containerd",
    needs: "use of containerd's socket (root)",
    list: (signal) => withGrpc("containerd", path, signal, ask),
  };
}

async function ask(connection: GrpcConnection): Promise<Answer<Collected<readonly ContainerInfo[]>>> {
  const listed = await connection.call(`${SERVICES}.namespaces.v1.Namespaces/List`, NOTHING);
  if ("refusal" in listed) return listed;
  const namespaces = parseContainerdNamespaces(listed.value)?.filter((name) => !ELSEWHERE.has(name));
  if (namespaces === undefined) return { refusal: "failed", why: "its list cannot be read" };
  const found: ContainerInfo[] = [];
  for (const namespace of namespaces.slice(0, MOST_NAMESPACES)) {
    if (!/^[A-Za-z0-9_.-]{1,76}$/.test(namespace)) continue;
    const metadata = { "containerd-namespace": namespace };
    const containers = await connection.call(`${SERVICES}.containers.v1.Containers/List`, NOTHING, metadata);
    if ("refusal" in containers) return containers;
    const tasks = await connection.call(`${SERVICES}.tasks.v1.Tasks/List`, NOTHING, metadata);
    if ("refusal" in tasks) return tasks;
    const listing = {
      containers: parseContainerdContainers(containers.value),
      tasks: parseContainerdTasks(tasks.value),
    };
    if (listing.containers === null || listing.tasks === null)
      return { refusal: "failed", why: "its list cannot be read" };
    found.push(...mergeContainerdListing({ containers: listing.containers, tasks: listing.tasks }));
  }
  return { value: { value: found, gaps: [] } };
}
