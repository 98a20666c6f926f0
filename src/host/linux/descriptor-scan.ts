/** What both ways of going through the descriptor tables ask for and give. */
import type { Holder } from "../../model/socket.ts";
import type { Libc } from "./libc.ts";

export interface ScanRequest {
  /** Null where the system calls are not to be had: then only what /proc tells is used. */
  readonly libc: Libc | null;
  readonly processes: readonly number[];
  /** `quick`: what nearly every socket needs. `thorough`: also what finds the holders of the last few. */
  readonly depth: "quick" | "thorough";
  /** Whether the socket is one of those whose holders are wanted; the answer changes when namespaces are added. */
  isWanted(inode: number): boolean;
  /** Whether namespaces may turn up that are not known yet; else sockets need not be asked for theirs. */
  readonly growing: boolean;
  knowsNamespace(inode: number): boolean;
  /** A namespace that only a descriptor or a socket holds; `open` gives a descriptor of it or throws. */
  addNamespace(inode: number, open: () => number): void;
}

/** Where a descriptor stands, so that it can be looked at again. */
export interface DescriptorPlace {
  readonly pid: number;
  /** `/proc/PID` or `/proc/PID/task/TID`. */
  readonly table: string;
  readonly descriptor: number;
}

export interface HolderRecord extends Holder, DescriptorPlace {}

export interface DescriptorScan {
  readonly holders: readonly HolderRecord[];
  readonly rings: readonly DescriptorPlace[];
  /** UNIX sockets in whose queue descriptors wait; looked for by the thorough scan and by the iterator. */
  readonly parked: readonly DescriptorPlace[];
  /** Processes whose tables could not be read. */
  readonly unreadable: readonly number[];
  /** Sockets that were not asked about (their namespace, their queue), since there were too many. */
  readonly unchecked: number;
}
