/** The containers that owners have to do with; the runtimes are asked only when there is one. */
import type { ContainerIdentity, ContainerInfo } from "../../model/container.ts";
import type { Gap } from "../../model/gap.ts";
import type { Owner } from "../../model/listener.ts";
import { parsePortForwarder } from "../../text/port-forwarder.ts";
import { readForwarderNamespaces } from "../containers/forwarder-namespace.ts";

export interface OwnerContainers {
  readonly containers: readonly ContainerInfo[];
  /** Network namespaces that port forwarders reach, by PID. */
  readonly reaches: ReadonlyMap<number, readonly number[]>;
  readonly gaps: readonly Gap[];
}

/** Never fails: a runtime that cannot be asked is a gap. */
export async function readOwnerContainers(
  owners: ReadonlyMap<number, Owner>,
  identities: ReadonlyMap<number, ContainerIdentity>,
  signal: AbortSignal | undefined,
): Promise<OwnerContainers> {
  const reaches = new Map<number, readonly number[]>();
  for (const [pid, { executable, commandLine }] of owners) {
    const forwarder = executable === null ? null : parsePortForwarder({ executable, commandLine });
    if (forwarder !== null) reaches.set(pid, readForwarderNamespaces(pid, forwarder.networkNamespace));
  }
  if (identities.size === 0 && reaches.size === 0) return { containers: [], reaches, gaps: [] };
  const { listContainers } = await import("../containers/index.ts");
  const { value, gaps } = await listContainers(signal ?? new AbortController().signal);
  const unnamed = new Set(
    [...identities.values()]
      .map((identity) => identity.id)
      .filter((id) => !value.some((info) => info.id === id)),
  );
  if (unnamed.size === 0 || gaps.length > 0) return { containers: value, reaches, gaps };
  const what = `${unnamed.size === 1 ? "One container" : `${unnamed.size} containers`} could be told only by id: no runtime that was found knows it.`;
  return { containers: value, reaches, gaps: [{ code: "container-names-unknown", what, fix: null }] };
}
