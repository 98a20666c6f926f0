/**
 * Messages of Kubernetes' Container Runtime Interface that list what runs: only the fields that are read here.
 * https://github.com/kubernetes/cri-api/blob/master/pkg/apis/runtime/v1/api.proto (v1alpha2 has the same numbers).
 */
import {
  formatProtobuf,
  integerOf,
  messageOf,
  messagesOf,
  parseProtobuf,
  stringMapOf,
  stringOf,
} from "./protobuf.ts";

export interface CriContainer {
  readonly id: string | null;
  readonly sandboxId: string | null;
  readonly name: string | null;
  readonly image: string | null;
  readonly running: boolean;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface CriSandbox {
  readonly id: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
  readonly ready: boolean;
}

export interface CriContainerStatus {
  /** The image's name; `ListContainers` often has its digest alone. */
  readonly image: string | null;
  /** JSON of the runtime's own, with `pid`. */
  readonly info: string | null;
}

const CONTAINER_RUNNING = 1;
const SANDBOX_READY = 0;

/** `ListContainersResponse`; null for bytes that are none. */
export function parseCriContainers(bytes: Uint8Array): readonly CriContainer[] | null {
  const message = parseProtobuf(bytes);
  if (message === null) return null;
  return Array.from(messagesOf(message, 1), (container) => ({
    id: stringOf(container, 1),
    sandboxId: stringOf(container, 2),
    name: stringOf(messageOf(container, 3), 1),
    image: stringOf(messageOf(container, 4), 1, 512),
    running: integerOf(container, 6) === CONTAINER_RUNNING,
    labels: stringMapOf(container, 8),
    annotations: stringMapOf(container, 9),
  }));
}

/** `ListPodSandboxResponse`; null for bytes that are none. */
export function parseCriSandboxes(bytes: Uint8Array): readonly CriSandbox[] | null {
  const message = parseProtobuf(bytes);
  if (message === null) return null;
  return Array.from(messagesOf(message, 1), (sandbox) => ({
    id: stringOf(sandbox, 1),
    name: stringOf(messageOf(sandbox, 2), 1),
    namespace: stringOf(messageOf(sandbox, 2), 3),
    ready: integerOf(sandbox, 3) === SANDBOX_READY,
  }));
}

/** `ContainerStatusRequest`, with the runtime's own information. */
export function formatCriStatusRequest(containerId: string): Uint8Array {
  return formatProtobuf([
    { number: 1, value: new TextEncoder().encode(containerId) },
    { number: 2, value: 1n },
  ]);
}

/** `ContainerStatusResponse`; null for bytes that are none. */
export function parseCriContainerStatus(bytes: Uint8Array): CriContainerStatus | null {
  const message = parseProtobuf(bytes);
  if (message === null) return null;
  return {
    image: stringOf(messageOf(messageOf(message, 1), 8), 1, 512),
    info: stringMapOf(message, 2, 1_048_576).get("info") ?? null,
  };
}
