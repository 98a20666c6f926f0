/**
 * containers.json of containers/storage, which Podman and CRI-O keep on disk: ids, names and images without a
 * daemon. It has the stopped ones too, and no ports. https://github.com/containers/storage (`containers.go`)
 */
import type { ContainerInfo } from "../model/container.ts";
import { containerOf, MOST_CONTAINERS, parseKubernetesName } from "./container-claim.ts";
import { itemsMember, itemsOf, parseUntrustedJson, textMember, textOf } from "./untrusted-json.ts";

/** The containers of the file's text; null when it is no list. */
export function parseStorageContainers(text: string, user: number): readonly ContainerInfo[] | null {
  const list = parseUntrustedJson(text);
  if (!Array.isArray(list)) return null;
  return itemsOf(list, MOST_CONTAINERS)
    .map((item) => parseItem(item, user))
    .filter((item) => item !== null);
}

function parseItem(item: unknown, user: number): ContainerInfo | null {
  const name = textOf(itemsMember(item, "names", 1)[0]);
  const kubernetes = name === null ? null : parseKubernetesName(name);
  const metadata = parseUntrustedJson(textMember(item, "metadata", 65_536) ?? "");
  return containerOf({
    runtime: kubernetes === null ? "podman" : "cri-o",
    user,
    id: textMember(item, "id"),
    name: kubernetes === null ? name : kubernetes.container,
    image: textMember(metadata, "image-name", 512),
    pod: kubernetes === null ? null : { name: kubernetes.pod, namespace: kubernetes.namespace },
  });
}
