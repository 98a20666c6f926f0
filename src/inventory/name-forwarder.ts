/** From a program that holds a host's port to the container that it serves. */
import type { ContainerInfo, PublishedPort } from "../model/container.ts";
import type { PortForwarder } from "../text/port-forwarder.ts";

/** The socket that a forwarder holds. */
export interface ForwardingSocket {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  /** Inode of the network namespace that the socket is in; null when unknown. */
  readonly namespace: number | null;
  /** The forwarder's uid; null when it could not be read. */
  readonly user: number | null;
  /** Inodes of the network namespaces that the forwarder has to do with. */
  readonly reaches: readonly number[];
}

/**
 * The container behind a forwarder's socket; null when none is certain. Of several containers of one pod, which
 * share its ports, the one that stands for the pod.
 */
export function nameForwarder(
  forwarder: PortForwarder,
  socket: ForwardingSocket,
  containers: readonly ContainerInfo[],
): ContainerInfo | null {
  // As with cgroups: a user's runtime is believed of that user's processes alone.
  const own = containers.filter((info) => info.user === (socket.user ?? 0));
  if (forwarder.containerId !== null) return own.find((info) => info.id === forwarder.containerId) ?? null;
  if (forwarder.ports?.some((port) => covers(port, socket)) === false) return null;
  if (forwarder.containerPid !== null) {
    const found = own.find((info) => info.pid === forwarder.containerPid);
    if (found !== undefined) return found;
  }
  if (forwarder.program === "forkproxy")
    return own.find((info) => isInstance(info) && info.id === forwarder.containerName) ?? null;
  const beyond = own.filter(
    ({ networkNamespace: inode }) =>
      inode !== null && inode !== socket.namespace && socket.reaches.includes(inode),
  );
  if (beyond.length > 0) return onlyOne(beyond);
  const address = forwarder.containerAddress;
  const reached = address === null ? own : own.filter((info) => info.addresses.includes(address));
  return onlyOne(published(reached, socket)) ?? (address === null ? null : onlyOne(reached));
}

function isInstance(info: ContainerInfo): boolean {
  return info.runtime === "lxd" || info.runtime === "incus";
}

/** Those that publish the socket's port: on its very address before those on every address. */
function published(containers: readonly ContainerInfo[], socket: ForwardingSocket): readonly ContainerInfo[] {
  const those = containers.filter((info) => info.publishedPorts.some((port) => covers(port, socket)));
  const exact = those.filter((info) =>
    info.publishedPorts.some((port) => covers(port, socket) && port.hostAddress === socket.address),
  );
  return exact.length > 0 ? exact : those;
}

function covers(port: PublishedPort, socket: ForwardingSocket): boolean {
  return (
    port.protocol === socket.protocol &&
    socket.port >= port.hostPort &&
    socket.port < port.hostPort + port.count &&
    (isWildcard(port.hostAddress) || isWildcard(socket.address) || port.hostAddress === socket.address)
  );
}

function isWildcard(address: string | null): boolean {
  return address === null || address === "0.0.0.0" || address === "::" || address === "*";
}

function onlyOne(containers: readonly ContainerInfo[]): ContainerInfo | null {
  const [first] = containers;
  if (first === undefined || containers.length === 1) return first ?? null;
  const pod = first.pod;
  const together = pod !== null && containers.every((info) => samePod(info.pod, pod));
  if (!together) return null;
  const named = containers.filter((info) => info.name !== null);
  return (named.length === 1 ? named[0] : containers.find((info) => info.name === null)) ?? null;
}

function samePod(one: ContainerInfo["pod"], other: ContainerInfo["pod"]): boolean {
  return one?.name === other?.name && one?.namespace === other?.namespace;
}
