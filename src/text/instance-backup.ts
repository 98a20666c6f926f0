/**
 * backup.yaml of an LXD or Incus instance, which repeats its configuration: only what its image was is read, by
 * line, since each key stands in one. https://linuxcontainers.org/incus/docs/main/reference/instance_options
 */
import type { ContainerInfo } from "../model/container.ts";

/** The container `id` (its folder's name, `PROJECT_NAME` outside of the default project) by the file's text. */
export function parseInstanceBackup(runtime: "lxd" | "incus", id: string, text: string): ContainerInfo {
  const image =
    /^[ \t]{1,32}image\.description:[ \t]*(?:"([^"\n]{1,512})"|'([^'\n]{1,512})'|(\S[^\n]{0,511}))$/m.exec(
      text,
    );
  return {
    id,
    runtime,
    name: id,
    image: image?.[1] ?? image?.[2] ?? image?.[3]?.trim() ?? null,
    pod: null,
    pid: null,
    networkNamespace: null,
    addresses: [],
    publishedPorts: [],
    user: 0,
  };
}
