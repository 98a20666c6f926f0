/** Kubernetes' containers and pods, from what the Container Runtime Interface lists of them. */
import type { ContainerInfo, PublishedPort } from "../model/container.ts";
import {
  type Claimant,
  containerOf,
  MOST_CONTAINERS,
  MOST_PID,
  MOST_PORTS,
  publishedPortOf,
} from "./container-claim.ts";
import { integerMember, itemsOf, parseUntrustedJson, textMember } from "./untrusted-json.ts";

/** Structurally what `wire/cri-message.ts` reads; text and wire do not import each other. */
export interface CriListing {
  readonly containers: readonly {
    readonly id: string | null;
    readonly sandboxId: string | null;
    readonly name: string | null;
    readonly image: string | null;
    readonly labels: ReadonlyMap<string, string>;
    readonly annotations: ReadonlyMap<string, string>;
  }[];
  readonly sandboxes: readonly {
    readonly id: string | null;
    readonly name: string | null;
    readonly namespace: string | null;
  }[];
  /** By container id. */
  readonly statuses: ReadonlyMap<string, { readonly image: string | null; readonly info: string | null }>;
}

/** The containers, and one that stands for each pod: the sandbox, whose process holds the pod's namespaces. */
export function mergeCriListing(listing: CriListing, claimant: Claimant): readonly ContainerInfo[] {
  const pods = new Map<string, NonNullable<ContainerInfo["pod"]>>();
  for (const { id, name, namespace } of listing.sandboxes) {
    if (id !== null && name !== null) pods.set(id, { name, namespace });
  }
  const ports = new Map<string, readonly PublishedPort[]>();
  const containers = listing.containers.slice(0, MOST_CONTAINERS).map((container) => {
    const sandboxId = container.sandboxId ?? "";
    const status = listing.statuses.get(container.id ?? "");
    const published = publishedOf(container.annotations.get("io.kubernetes.container.ports"));
    if (published.length > 0) ports.set(sandboxId, [...(ports.get(sandboxId) ?? []), ...published]);
    return containerOf({
      ...claimant,
      id: container.id,
      name: container.labels.get("io.kubernetes.container.name") ?? container.name,
      image: status?.image ?? container.image,
      pod: pods.get(sandboxId) ?? podOfLabels(container.labels),
      pid: integerMember(parseUntrustedJson(status?.info ?? ""), "pid", 1, MOST_PID),
      publishedPorts: published,
    });
  });
  const sandboxes = listing.sandboxes.slice(0, MOST_CONTAINERS).map(({ id }) =>
    containerOf({
      ...claimant,
      id,
      pod: pods.get(id ?? "") ?? null,
      publishedPorts: ports.get(id ?? "") ?? [],
    }),
  );
  return [...containers, ...sandboxes].filter((info) => info !== null);
}

function podOfLabels(labels: ReadonlyMap<string, string>): ContainerInfo["pod"] {
  const name = labels.get("io.kubernetes.pod.name");
  return name === undefined ? null : { name, namespace: labels.get("io.kubernetes.pod.namespace") ?? null };
}

/** The kubelet notes the ports of a container's specification as JSON; only those with a host port are published. */
function publishedOf(annotation: string | undefined): readonly PublishedPort[] {
  return itemsOf(parseUntrustedJson(annotation ?? ""), MOST_PORTS)
    .map((port) =>
      publishedPortOf(
        (textMember(port, "protocol") ?? "TCP").toLowerCase(),
        textMember(port, "hostIP"),
        integerMember(port, "hostPort", 1, 65_535),
        integerMember(port, "containerPort", 1, 65_535),
      ),
    )
    .filter((port) => port !== null);
}
