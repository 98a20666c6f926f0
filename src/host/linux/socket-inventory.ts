/** The sockets of a growing set of network namespaces, each read by the best way that is open to us. */
import type { Gap } from "../../model/gap.ts";
import type { NamespaceReference } from "../../model/listener.ts";
import type { SocketRow } from "../../model/socket.ts";
import type { Link } from "../../wire/route-link.ts";
import { rootFix } from "../root-fix.ts";
import { readAddresses } from "./addresses.ts";
import { cgroupNamer } from "./cgroup-name.ts";
import type { Libc } from "./libc.ts";
import { insideNamespace, type NetworkNamespace } from "./network-namespace.ts";
import { readProcSockets } from "./proc-sockets.ts";
import { readLinks, readSocketRows } from "./socket-rows.ts";

export class SocketInventory {
  readonly rows: SocketRow[] = [];
  readonly gaps: Gap[] = [];
  readonly #inodes = new Set<number>();
  readonly #namespaces = new Map<number, NetworkNamespace>();
  readonly #libc: Libc | null;
  readonly #current: number;
  readonly #nameCgroup = cgroupNamer();

  /** Whether namespaces that turn up during the search for owners are added. */
  readonly growing: boolean;

  /** `current` is the inode of the calling thread's own namespace, which needs no privilege. */
  constructor(libc: Libc | null, current: number, scope: "fixed" | "growing") {
    this.#libc = libc;
    this.#current = current;
    this.growing = scope === "growing";
  }

  get namespaces(): NamespaceReference[] {
    return [...this.#namespaces.values()].map(({ inode, name }) => ({ inode, name }));
  }

  knowsNamespace(inode: number): boolean {
    return !this.growing || this.#namespaces.has(inode);
  }

  isWanted(inode: number): boolean {
    return this.#inodes.has(inode);
  }

  /** Reads a namespace's sockets; what cannot be read becomes a gap. */
  add(namespace: NetworkNamespace): void {
    if (this.#namespaces.has(namespace.inode)) return;
    this.#namespaces.set(namespace.inode, namespace);
    for (const row of this.#readRows(namespace)) {
      this.rows.push(row);
      if (row.inode !== 0) this.#inodes.add(row.inode);
    }
  }

  /** Inodes of the sockets that a namespace has by now. */
  inodesNow(namespace: number): Set<number> {
    const known = this.#namespaces.get(namespace);
    const before = this.gaps.length;
    const rows = known === undefined ? [] : this.#readRows(known);
    this.gaps.length = before;
    return new Set(rows.map((row) => row.inode));
  }

  links(namespace: number): Link[] {
    return this.#inside(namespace, readLinks) ?? [];
  }

  addresses(namespace: number): ReadonlySet<string> | null {
    return this.#inside(namespace, readAddresses);
  }

  #inside<T>(inode: number, read: (libc: Libc) => T): T | null {
    const namespace = this.#namespaces.get(inode);
    const libc = this.#libc;
    if (libc === null || namespace === undefined) return null;
    if (inode === this.#current) return read(libc);
    try {
      return insideNamespace(libc, namespace, () => read(libc));
    } catch {
      // The reason stands in the gap of the namespace's sockets.
      return null;
    }
  }

  #readRows(namespace: NetworkNamespace): readonly SocketRow[] {
    const { inode, processFolder } = namespace;
    const libc = this.#libc;
    let refusal = "the system calls are not to be had";
    if (libc !== null) {
      try {
        const read = () => readSocketRows(libc, inode, this.#nameCgroup);
        const { value, gaps } = inode === this.#current ? read() : insideNamespace(libc, namespace, read);
        this.#addGaps(gaps);
        return value;
      } catch (error) {
        refusal = error instanceof Error ? error.message : String(error);
      }
    }
    if (processFolder !== null) {
      const { value, gaps } = readProcSockets(processFolder, inode);
      this.#addGaps(gaps);
      return value;
    }
    this.#addGaps([
      {
        code: "namespace-refused",
        what: `The network namespace ${namespace.name ?? inode} could not be entered (${refusal}), and no process in it can be asked.`,
        fix: rootFix(),
      },
    ]);
    return [];
  }

  /** The same gap of many namespaces is told once. */
  #addGaps(gaps: readonly Gap[]): void {
    for (const gap of gaps) {
      if (!this.gaps.some((known) => known.code === gap.code && known.what === gap.what)) this.gaps.push(gap);
    }
  }
}
