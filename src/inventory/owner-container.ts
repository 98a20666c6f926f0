/** The container that an owner runs in, or to which it passes connections on. */
import type { ContainerInfo } from "../model/container.ts";
import type { Owner } from "../model/listener.ts";
import type { Observation } from "../model/observation.ts";
import type { SocketRow } from "../model/socket.ts";
import { parsePortForwarder } from "../text/port-forwarder.ts";
import { nameForwarder } from "./name-forwarder.ts";
import { resolveContainer } from "./resolve-container.ts";

function reference({ id, name, image, pod }: ContainerInfo) {
  return { id, name: pod === null || name === null ? name : `${pod.name}/${name}`, image };
}

/** The owner with its container, by its cgroup or, for a forwarder, by what it was told to forward. */
export function withContainer(owner: Owner, row: SocketRow, observation: Observation): Owner {
  const { containers, identities, reaches } = observation;
  const identity = owner.pid === null ? undefined : identities.get(owner.pid);
  if (identity !== undefined) {
    const info = resolveContainer(identity, containers);
    return {
      ...owner,
      container: info === null ? { id: identity.id, name: null, image: null } : reference(info),
      containerRole: "inside",
    };
  }
  const { executable, commandLine, pid, uid } = owner;
  const forwarder =
    executable === null || containers.length === 0 ? null : parsePortForwarder({ executable, commandLine });
  if (forwarder === null) return owner;
  const { protocol, address, port, namespace } = row;
  const socket = { protocol, address, port, namespace, user: uid, reaches: reaches.get(pid ?? 0) ?? [] };
  const info = nameForwarder(forwarder, socket, containers);
  return info === null ? owner : { ...owner, container: reference(info), containerRole: "forwards" };
}
