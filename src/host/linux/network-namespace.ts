/**
 * The network namespaces of this machine, and how to step into one.
 * https://man7.org/linux/man-pages/man7/network_namespaces.7.html
 */
import { closeSync, existsSync, openSync, statSync } from "node:fs";
import type { Gap } from "../../model/gap.ts";
import { parseMountinfo } from "../../text/mountinfo.ts";
import { rootFix } from "../root-fix.ts";
import { CLONE_NEWNET, type Libc } from "./libc.ts";
import { inodeOfLink, listNumbers, readLink, readProcText } from "./proc.ts";

const OWN = "/proc/thread-self/ns/net";
/** Mount points under these folders carry a name that people gave. */
const NAMED_FOLDERS = ["/run/netns/", "/var/run/netns/", "/run/docker/netns/", "/var/run/docker/netns/"];

export interface NetworkNamespace {
  readonly inode: number;
  readonly name: string | null;
  /** `/proc/PID` of a process inside, whose `net/` shows the namespace without privilege; null for none. */
  readonly processFolder: string | null;
  /** A descriptor of the namespace, to be closed by the caller; throws when refused. */
  open(): number;
}

export interface NamespaceSearch {
  readonly current: NetworkNamespace;
  /** All that were found, the current one first. */
  readonly namespaces: readonly NetworkNamespace[];
  readonly gaps: readonly Gap[];
}

function atPath(
  path: string,
  inode: number,
  name: string | null,
  processFolder: string | null,
): NetworkNamespace {
  return { inode, name, processFolder, open: () => openSync(path, "r") };
}

/** The namespace of the calling thread; its inode is 0 when /proc does not tell. */
export function currentNamespace(): NetworkNamespace {
  const inode = inodeOfLink(readLink(OWN) ?? "", "net") ?? 0;
  return atPath(OWN, inode, inode !== 0 && inode === hostNamespace() ? "host" : null, "/proc/thread-self");
}

/** That of PID 1; where even root may not ask for it, that of the kernel's own threads, the next PID. */
function hostNamespace(): number | null {
  return namespaceOf("/proc/1") ?? namespaceOf("/proc/2");
}

function namespaceOf(processFolder: string): number | null {
  return inodeOfLink(readLink(`${processFolder}/ns/net`) ?? "", "net");
}

/** The namespace behind a path such as /run/netns/blue or /proc/7/ns/net; null when it is none. */
export function namespaceAtPath(path: string): NetworkNamespace | null {
  try {
    const descriptor = openSync(path, "r");
    try {
      const inode = inodeOfLink(readLink(`/proc/thread-self/fd/${descriptor}`) ?? "", "net");
      const process = /^\/proc\/(?:self|thread-self|\d+)(?=\/ns\/net$)/.exec(path)?.[0] ?? null;
      if (inode !== null) return atPath(path, inode, nameOfPath(path), process);
      // A bind mount of nsfs: the link of its descriptor is the path, so ask the file itself.
      const bound = statSync(path).ino;
      return mountedNamespaces("/proc/thread-self").some((mount) => mount.inode === bound)
        ? atPath(path, bound, nameOfPath(path), null)
        : null;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

function nameOfPath(path: string): string | null {
  const folder = NAMED_FOLDERS.find((item) => path.startsWith(item));
  return folder === undefined ? null : path.slice(folder.length);
}

function mountedNamespaces(processFolder: string): { inode: number; path: string }[] {
  return parseMountinfo(readProcText(`${processFolder}/mountinfo`) ?? "").flatMap((mount) => {
    const inode = mount.type === "nsfs" ? inodeOfLink(mount.root, "net") : null;
    return inode === null ? [] : [{ inode, path: mount.mountPoint }];
  });
}

/** Namespaces of processes and of their threads, and those that are mounted in any mount namespace. */
export function findNamespaces(processes: readonly number[]): NamespaceSearch {
  const current = currentNamespace();
  const found = new Map<number, NetworkNamespace>([[current.inode, current]]);
  const mountNamespaces = new Set<string>();
  const host = hostNamespace();
  let unreadable = 0;
  const addMounts = (processFolder: string, root: string) => {
    const link = readLink(`${processFolder}/ns/mnt`);
    if (link === null || mountNamespaces.has(link)) return;
    mountNamespaces.add(link);
    for (const { inode, path } of mountedNamespaces(processFolder)) {
      const name = nameOfPath(path);
      const known = found.get(inode);
      if (known === undefined) found.set(inode, atPath(`${root}${path}`, inode, name, null));
      else if (known.name === null && name !== null) found.set(inode, { ...known, name });
    }
  };
  addMounts("/proc/thread-self", "");
  for (const pid of processes) {
    const folder = `/proc/${pid}`;
    const inode = namespaceOf(folder);
    if (inode === null) unreadable += existsSync(folder) ? 1 : 0;
    else if (found.get(inode)?.processFolder === undefined || found.get(inode)?.processFolder === null) {
      const known = found.get(inode);
      const name = known?.name ?? (inode === host ? "host" : null);
      found.set(
        inode,
        known === undefined
          ? atPath(`${folder}/ns/net`, inode, name, folder)
          : { ...known, processFolder: folder },
      );
    }
    for (const thread of threadsElsewhere(folder)) {
      const threadInode = namespaceOf(thread);
      if (threadInode !== null && !found.has(threadInode)) {
        found.set(threadInode, atPath(`${thread}/ns/net`, threadInode, null, thread));
      }
    }
    addMounts(folder, `${folder}/root`);
  }
  const gaps: Gap[] = [];
  if (unreadable > 0) {
    gaps.push({
      code: "namespaces-unreadable",
      what: `The network namespaces of ${unreadable === 1 ? "one process" : `${unreadable} processes`} could not be read: theirs may be missing here.`,
      fix: rootFix(),
    });
  }
  return { current, namespaces: [...found.values()], gaps };
}

/** Folders of the threads of a process beyond the first; none for the common single-threaded one. */
function threadsElsewhere(processFolder: string): string[] {
  const folder = `${processFolder}/task`;
  try {
    // A task folder has two links and one for each thread: cheaper to ask than to list.
    if (statSync(folder).nlink <= 3) return [];
  } catch {
    return [];
  }
  return (listNumbers(folder) ?? []).map((thread) => `${folder}/${thread}`);
}

/**
 * Runs `action` with the calling thread inside a namespace, and returns to the thread's own. Synchronous, since
 * all that Node runs on this thread meanwhile would be inside too. Throws with the reason when refused.
 */
export function insideNamespace<T>(libc: Libc, namespace: NetworkNamespace, action: () => T): T {
  const own = openSync(OWN, "r");
  try {
    const target = namespace.open();
    try {
      if (libc.setns(target, CLONE_NEWNET) !== 0) throw new Error(libc.errorName(libc.errno()));
    } finally {
      closeSync(target);
    }
    try {
      return action();
    } finally {
      // Never go on in a foreign namespace: what follows would look at, or change, the wrong one.
      if (libc.setns(own, CLONE_NEWNET) !== 0) process.abort();
    }
  } finally {
    closeSync(own);
  }
}
