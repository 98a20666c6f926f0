/** From what a cgroup tells of a container to what its runtime tells. */
import type { ContainerIdentity, ContainerInfo, ContainerRuntime } from "../model/container.ts";

/** Runtimes whose containers have names of their own, not ids that are unique on a host. */
const NAMED = new Map<ContainerRuntime, string>([
  ["lxc", "lxc"],
  ["lxd", "lxc"],
  ["incus", "lxc"],
  ["systemd-nspawn", "nspawn"],
  ["libvirt-lxc", "libvirt"],
]);

/**
 * The container of an identity; null when no runtime knows it. A user can make any cgroup and run anything that
 * speaks a runtime's language: what a user's runtime says is believed of that user's groups alone, and the
 * system's runtimes of the others.
 */
export function resolveContainer(
  identity: Pick<ContainerIdentity, "id" | "runtime" | "user">,
  containers: readonly ContainerInfo[],
): ContainerInfo | null {
  const owner = identity.user ?? 0;
  return (
    containers.find(
      (info) =>
        info.id === identity.id &&
        info.user === owner &&
        NAMED.get(info.runtime) === NAMED.get(identity.runtime),
    ) ?? null
  );
}
