/**
 * The answer of Docker's `GET /containers/json`, which Podman gives too.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerList
 */
import type { ContainerInfo } from "../model/container.ts";
import {
  type Claimant,
  containerOf,
  MOST_CONTAINERS,
  MOST_PORTS,
  parseKubernetesName,
  publishedPortOf,
} from "./container-claim.ts";
import { integerMember, itemsMember, itemsOf, memberOf, textMember, textOf } from "./untrusted-json.ts";

/** The containers of an answer; items without an id are left out. Null when the answer is no list. */
export function parseDockerContainers(answer: unknown, claimant: Claimant): readonly ContainerInfo[] | null {
  if (!Array.isArray(answer)) return null;
  return itemsOf(answer, MOST_CONTAINERS)
    .map((item) => parseItem(item, claimant))
    .filter((item) => item !== null);
}

function parseItem(item: unknown, claimant: Claimant): ContainerInfo | null {
  const labels = memberOf(item, "Labels");
  const name = nameOf(itemsMember(item, "Names", 64));
  const kubernetes = name === null ? null : parseKubernetesName(name);
  const pod = textMember(labels, "io.kubernetes.pod.name") ?? kubernetes?.pod ?? null;
  return containerOf({
    ...claimant,
    id: textMember(item, "Id"),
    name:
      kubernetes === null
        ? (textMember(labels, "io.kubernetes.container.name") ?? name)
        : kubernetes.container,
    image: textMember(item, "Image", 512),
    pod:
      pod === null
        ? null
        : {
            name: pod,
            namespace: textMember(labels, "io.kubernetes.pod.namespace") ?? kubernetes?.namespace ?? null,
          },
    addresses: addressesOf(memberOf(memberOf(item, "NetworkSettings"), "Networks")),
    publishedPorts: itemsMember(item, "Ports", MOST_PORTS)
      .map((port) =>
        publishedPortOf(
          textMember(port, "Type"),
          textMember(port, "IP"),
          integerMember(port, "PublicPort", 1, 65_535),
          integerMember(port, "PrivatePort", 1, 65_535),
        ),
      )
      .filter((port) => port !== null),
  });
}

/** Names start with a slash; one with a second slash is a link from another container. */
function nameOf(names: readonly unknown[]): string | null {
  const texts = names.map((name) => textOf(name)?.replace(/^\//, "") ?? "");
  return texts.find((text) => text !== "" && !text.includes("/")) ?? null;
}

function addressesOf(networks: unknown): readonly string[] {
  if (typeof networks !== "object" || networks === null) return [];
  return Object.values(networks)
    .slice(0, 64)
    .flatMap((network) => [
      textMember(network, "IPAddress", 64),
      textMember(network, "GlobalIPv6Address", 64),
    ])
    .filter((address) => address !== null);
}
