/**
 * The network namespaces of this machine, and how to step into one.
 * https://man7.org/linux/man-pages/man7/network_namespaces.7.html
 */
import { closeSync, openSync, statSync } from "node:fs";
import type { Gap } from "../../model/gap.ts";
import { parseMountinfo } from "../../text/mountinfo.ts";
import { rootFix } from "../root-fix.ts";
import { CLONE_NEWNET, type Libc } from "./libc.ts";
import { inodeOfLink, readLink, readProcText } from "./proc.ts";
import type { TaskNamespaces } from "./task-namespaces.ts";

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
  /** All that were found, the current one first. */
  readonly namespaces: readonly NetworkNamespace[];
  /** True where the kernel's own list was asked, and has no others. */
  readonly isWhole: boolean;
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

/**
 * The namespaces of the tasks given, and those that are mounted in any of their mount namespaces. `listed` are the
 * inodes of the kernel's own list, where it was asked: once all are found there is no need to look further.
 */
export function findNamespaces(
  tasks: Iterable<TaskNamespaces>,
  listed: ReadonlySet<number> | null,
): NamespaceSearch {
  const current = currentNamespace();
  const found = new Map<number, NetworkNamespace>([[current.inode, current]]);
  const mountNamespaces = new Set<number>();
  const host = hostNamespace();
  let unreadable = 0;
  const isWhole = () =>
    listed !== null && listed.size <= found.size && [...listed].every((inode) => found.has(inode));
  const addMounts = (folder: string, root: string) => {
    for (const { inode, path } of mountedNamespaces(folder)) {
      const name = nameOfPath(path);
      const known = found.get(inode);
      if (known === undefined) found.set(inode, atPath(`${root}${path}`, inode, name, null));
      else if (known.name === null && name !== null) found.set(inode, { ...known, name });
    }
  };
  const addTask = ({ folder, network, mount }: TaskNamespaces) => {
    if (network === null) unreadable++;
    else if (network !== 0) {
      const known = found.get(network);
      if (known === undefined)
        found.set(network, atPath(`${folder}/ns/net`, network, network === host ? "host" : null, folder));
      else if (known.processFolder === null) found.set(network, { ...known, processFolder: folder });
    }
    if (mount === null || mountNamespaces.has(mount)) return;
    mountNamespaces.add(mount);
    addMounts(folder, `${folder}/root`);
  };
  addMounts("/proc/thread-self", "");
  mountNamespaces.add(inodeOfLink(readLink("/proc/thread-self/ns/mnt") ?? "", "mnt") ?? 0);
  if (!isWhole()) {
    for (const task of tasks) {
      addTask(task);
      if (isWhole()) break;
    }
  }
  const gaps: Gap[] = [];
  if (unreadable > 0 && !isWhole()) {
    gaps.push({
      code: "namespaces-unreadable",
      what: `The network namespaces of ${unreadable === 1 ? "one process" : `${unreadable} processes`} could not be read: theirs may be missing here.`,
      fix: rootFix(),
    });
  }
  return { namespaces: [...found.values()], isWhole: isWhole(), gaps };
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
