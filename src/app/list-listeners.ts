import { digest } from "../host/digest.ts";
import { platformCollector } from "../host/listeners/index.ts";
import { mergeListeners } from "../inventory/merge-listeners.ts";
import type { Gap } from "../model/gap.ts";
import type { Listener } from "../model/listener.ts";
import type { Observation } from "../model/observation.ts";

export interface ListOptions {
  /** `all` (default), `current`, or the path of a network namespace. */
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

export interface ListenerList {
  readonly listeners: readonly Listener[];
  /** What could not be seen, and why; empty when all was seen. */
  readonly gaps: readonly Gap[];
}

/** One look at this machine, with all that an audit needs beside the listeners. */
export async function observeListeners(
  options: ListOptions = {},
): Promise<{ listeners: readonly Listener[]; observation: Observation }> {
  options.signal?.throwIfAborted();
  const collector = await platformCollector();
  const observation = await collector.collect({
    namespace: options.namespace ?? "all",
    ...(options.signal && { signal: options.signal }),
  });
  return { listeners: mergeListeners(observation, digest), observation };
}

/**
 * The sockets of this machine that others can reach, and the processes that hold them. Blocks the event loop
 * while it asks the kernel: some milliseconds, a second on a machine with a million descriptors. Throws a
 * PortreeveError `not-found` for a namespace that is none, `unsupported` on a system without a collector.
 */
export async function listListeners(options: ListOptions = {}): Promise<ListenerList> {
  const { listeners, observation } = await observeListeners(options);
  return { listeners, gaps: observation.gaps };
}
