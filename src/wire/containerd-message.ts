/**
 * Messages of containerd's own API, for containers that no Kubernetes runs (nerdctl, ctr).
 * https://github.com/containerd/containerd/tree/main/api/services: namespaces, containers and tasks, v1.
 */
import { integerOf, messagesOf, parseProtobuf, stringMapOf, stringOf } from "./protobuf.ts";

export interface ContainerdContainer {
  readonly id: string | null;
  readonly image: string | null;
  readonly labels: ReadonlyMap<string, string>;
}

/** `ListNamespacesResponse`: the names; null for bytes that are none. */
export function parseContainerdNamespaces(bytes: Uint8Array): readonly string[] | null {
  const message = parseProtobuf(bytes);
  if (message === null) return null;
  return Array.from(messagesOf(message, 1), (namespace) => stringOf(namespace, 1)).filter(
    (name) => name !== null,
  );
}

/** `ListContainersResponse`; null for bytes that are none. */
export function parseContainerdContainers(bytes: Uint8Array): readonly ContainerdContainer[] | null {
  const message = parseProtobuf(bytes);
  if (message === null) return null;
  return Array.from(messagesOf(message, 1), (container) => ({
    id: stringOf(container, 1),
    image: stringOf(container, 3, 512),
    labels: stringMapOf(container, 2),
  }));
}

/** `ListTasksResponse`: PIDs by container id; null for bytes that are none. */
export function parseContainerdTasks(bytes: Uint8Array): ReadonlyMap<string, number> | null {
  const message = parseProtobuf(bytes);
  if (message === null) return null;
  const tasks = new Map<string, number>();
  for (const task of messagesOf(message, 1))
    tasks.set(stringOf(task, 2) ?? stringOf(task, 1) ?? "", integerOf(task, 3));
  return tasks;
}
