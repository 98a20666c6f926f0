/** Kubernetes' containers, by the Container Runtime Interface of containerd and CRI-O. */
import type { ContainerInfo, ContainerSource } from "../../model/container.ts";
import type { Collected, Gap } from "../../model/gap.ts";
import { mergeCriListing } from "../../text/cri-containers.ts";
import {
  type CriContainerStatus,
  formatCriStatusRequest,
  parseCriContainerStatus,
  parseCriContainers,
  parseCriSandboxes,
} from "../../wire/cri-message.ts";
import type { Answer } from "./answer.ts";
import type { GrpcConnection } from "./grpc-connection.ts";
import type { Place } from "./place.ts";
import { withGrpc } from "./with-grpc.ts";

const SOCKETS = [
  { path: "/run/containerd/containerd.sock", name: "containerd", runtime: "containerd" },
  { path: "/run/k3s/containerd/containerd.sock", name: "K3s", runtime: "containerd" },
  { path: "/run/k0s/containerd.sock", name: "k0s", runtime: "containerd" },
  { path: "/var/snap/microk8s/common/run/containerd.sock", name: "MicroK8s", runtime: "containerd" },
  { path: "/run/crio/crio.sock", name: "CRI-O", runtime: "cri-o" },
] as const;
/** Before Kubernetes 1.20 there was the second alone. */
const VERSIONS = ["runtime.v1", "runtime.v1alpha2"];
/** Each status is one more question; a node has 110 pods as a rule. */
const MOST_STATUSES = 1000;
const AT_ONCE = 16;
const NOTHING = new Uint8Array();

export function criSource({ root }: Place): ContainerSource {
  return {
    id: "cri",
    needs: "use of the socket of containerd or CRI-O (root)",
    async list(signal) {
      const lists = await Promise.all(
        SOCKETS.map((socket) =>
          withGrpc(socket.name, `${root}${socket.path}`, signal, (connection) =>
            ask(connection, socket.runtime, socket.name),
          ),
        ),
      );
      return { value: lists.flatMap((list) => list.value), gaps: lists.flatMap((list) => list.gaps) };
    },
  };
}

async function ask(
  connection: GrpcConnection,
  runtime: "containerd" | "cri-o",
  name: string,
): Promise<Answer<Collected<readonly ContainerInfo[]>>> {
  let refused: Answer<never> = { refusal: "not-served", why: "it does not know the question" };
  for (const version of VERSIONS) {
    const service = `${version}.RuntimeService`;
    const listed = await connection.call(`${service}/ListContainers`, NOTHING);
    if ("refusal" in listed) {
      refused = listed;
      if (listed.refusal === "not-served") continue;
      return refused;
    }
    const containers = parseCriContainers(listed.value)?.filter((container) => container.running);
    const pods = await connection.call(`${service}/ListPodSandbox`, NOTHING);
    const sandboxes = "value" in pods ? parseCriSandboxes(pods.value)?.filter((pod) => pod.ready) : undefined;
    if (containers === undefined) return { refusal: "failed", why: "its list cannot be read" };
    const ids = containers.flatMap(({ id }) => (id === null ? [] : [id]));
    const statuses = await askStatuses(connection, service, ids.slice(0, MOST_STATUSES));
    const listing = { containers, sandboxes: sandboxes ?? [], statuses };
    const value = mergeCriListing(listing, { runtime, user: 0 });
    const complete = sandboxes !== undefined && statuses.size === ids.length;
    return { value: { value, gaps: complete ? [] : [incompleteGap(name)] } };
  }
  return refused;
}

/** The statuses by id, as many as come. */
async function askStatuses(
  connection: GrpcConnection,
  service: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CriContainerStatus>> {
  const statuses = new Map<string, CriContainerStatus>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const answers = await Promise.all(
      ids.slice(at, at + AT_ONCE).map(async (id) => {
        const answer = await connection.call(`${service}/ContainerStatus`, formatCriStatusRequest(id));
        return { id, status: "value" in answer ? parseCriContainerStatus(answer.value) : null };
      }),
    );
    for (const { id, status } of answers) if (status !== null) statuses.set(id, status);
    // One that answers nothing will not answer the rest.
    if (answers.every(({ status }) => status === null)) break;
  }
  return statuses;
}

function incompleteGap(name: string): Gap {
  const what = `Some containers of ${name} lack their image or pod: not every question about them was answered.`;
  return { code: "container-names-incomplete", what, fix: null };
}
