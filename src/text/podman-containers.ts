/**
 * The answer of Podman's own `GET /libpod/containers/json`, which tells more than the one it shares with Docker.
 * https://docs.podman.io/en/latest/_static/api.html#tag/containers/operation/ContainerListLibpod
 */
import type { ContainerInfo, PublishedPort } from "../model/container.ts";
import {
  type Claimant,
  containerOf,
  MOST_CONTAINERS,
  MOST_PID,
  MOST_PORTS,
  publishedPortOf,
} from "./container-claim.ts";
import { integerMember, itemsMember, itemsOf, memberOf, textMember, textOf } from "./untrusted-json.ts";

/** The containers of an answer; items without an id are left out. Null when the answer is no list. */
export function parsePodmanContainers(answer: unknown, claimant: Claimant): readonly ContainerInfo[] | null {
  if (!Array.isArray(answer)) return null;
  return itemsOf(answer, MOST_CONTAINERS)
    .map((item) => parseItem(item, claimant))
    .filter((item) => item !== null);
}

function parseItem(item: unknown, claimant: Claimant): ContainerInfo | null {
  const pod = textMember(item, "PodName");
  return containerOf({
    ...claimant,
    id: textMember(item, "Id"),
    // The container that holds a pod's namespaces has a made-up name; the pod's is the one that people know.
    name: memberOf(item, "IsInfra") === true ? null : textOf(itemsMember(item, "Names", 1)[0]),
    image: textMember(item, "Image", 512),
    pod: pod === null ? null : { name: pod, namespace: null },
    pid: integerMember(item, "Pid", 1, MOST_PID),
    publishedPorts: itemsMember(item, "Ports", MOST_PORTS).flatMap(parsePort),
  });
}

/** One mapping is a range, and may name several protocols. */
function parsePort(port: unknown): readonly PublishedPort[] {
  return (textMember(port, "protocol") ?? "")
    .split(",", 3)
    .map((protocol) =>
      publishedPortOf(
        protocol,
        textMember(port, "host_ip"),
        integerMember(port, "host_port", 1, 65_535),
        integerMember(port, "container_port", 1, 65_535),
        integerMember(port, "range", 1, 65_535) ?? 1,
      ),
    )
    .filter((published) => published !== null);
}
