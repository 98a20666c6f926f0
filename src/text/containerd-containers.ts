/** containerd's containers, from what its own API lists; nerdctl notes names and ports in labels. */
import type { ContainerInfo, PublishedPort } from "../model/container.ts";
import { containerOf, MOST_CONTAINERS, MOST_PORTS, publishedPortOf } from "./container-claim.ts";
import { integerMember, itemsOf, parseUntrustedJson, textMember } from "./untrusted-json.ts";

/** Structurally what `wire/containerd-message.ts` reads; text and wire do not import each other. */
export interface ContainerdListing {
  readonly containers: readonly {
    readonly id: string | null;
    readonly image: string | null;
    readonly labels: ReadonlyMap<string, string>;
  }[];
  /** PIDs by container id; a container without one does not run. */
  readonly tasks: ReadonlyMap<string, number>;
}

/** The running containers. */
export function mergeContainerdListing(listing: ContainerdListing): readonly ContainerInfo[] {
  return listing.containers
    .slice(0, MOST_CONTAINERS)
    .filter(({ id }) => id !== null && listing.tasks.has(id))
    .map(({ id, image, labels }) =>
      containerOf({
        runtime: "containerd",
        user: 0,
        id,
        name: labels.get("nerdctl/name") || null,
        image,
        pid: listing.tasks.get(id ?? "") || null,
        publishedPorts: publishedOf(labels.get("nerdctl/ports")),
      }),
    )
    .filter((info) => info !== null);
}

/** `[{"HostPort":8080,"ContainerPort":80,"Protocol":"tcp","HostIP":"0.0.0.0"}]` (go-cni's PortMapping). */
function publishedOf(label: string | undefined): readonly PublishedPort[] {
  return itemsOf(parseUntrustedJson(label ?? ""), MOST_PORTS)
    .map((port) =>
      publishedPortOf(
        textMember(port, "Protocol"),
        textMember(port, "HostIP"),
        integerMember(port, "HostPort", 1, 65_535),
        integerMember(port, "ContainerPort", 1, 65_535),
      ),
    )
    .filter((port) => port !== null);
}
