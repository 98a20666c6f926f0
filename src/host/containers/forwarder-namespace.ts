/**
 * The network namespaces that a port forwarder has to do with: its own, its children's (rootlessport has one in the
 * container), and the one on its command line. For forwarders whose runtime cannot be asked which ports it publishes.
 */
import { readFileSync, readlinkSync, statSync } from "node:fs";

const MOST_CHILDREN = 64;
/** Where namespaces stand; a path of anyone's choice could lead to a file system that hangs. */
const PLACES = /^\/(?:var\/)?(?:run|tmp)\/|^\/proc\/\d+\//;

/**
 * Inodes, each once; empty when nothing can be read. `path` is the namespace's path as the forwarder names it, and
 * `root` the prefix of that path, for a forwarder in another mount namespace.
 */
export function readForwarderNamespaces(pid: number, path: string | null, root = ""): readonly number[] {
  const children = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" "));
  const pids = [`${pid}`, ...(children ?? []).filter((child) => child !== "").slice(0, MOST_CHILDREN)];
  const inodes = pids.map((each) => attempt(() => inodeOf(readlinkSync(`/proc/${each}/ns/net`))) ?? null);
  if (path !== null && PLACES.test(path)) inodes.push(attempt(() => statSync(`${root}${path}`).ino) ?? null);
  return [...new Set(inodes.filter((inode) => inode !== null))];
}

function inodeOf(link: string): number | null {
  const inode = Number(/^net:\[(\d{1,15})\]$/.exec(link)?.[1]);
  return Number.isSafeInteger(inode) ? inode : null;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
