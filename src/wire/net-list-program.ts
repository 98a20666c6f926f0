/**
 * An eBPF program for the kernel's `task` iterator, run for one task only: it follows the kernel's own list of
 * network namespaces and writes what it meets. So none is missed, whatever holds it. It only reads.
 * https://docs.kernel.org/bpf/bpf_iterators.html
 */
import { BpfAssembler } from "./bpf-instruction.ts";
import type { Btf } from "./btf.ts";
import { HELPER_PROBE_READ_KERNEL, HELPER_SEQ_WRITE, ITERATOR_CONTEXT } from "./kernel-socket.ts";

export const NET_LIST_NAMES = ["bpf_iter_task", "task_struct", "nsproxy", "net"];
/** Links that one run follows: the verifier walks through each round of the loop. */
export const NET_LIST_ROUNDS = 64;
export const NET_RECORD_LENGTH = 24;

export interface NetRecord {
  /** Address of the link; the list is a ring. */
  readonly link: bigint;
  /** Address of the namespace's operations: the same for each, and another thing at the ring's head. */
  readonly operations: bigint;
  readonly inode: number;
}

// The record on the stack: link (8), operations (8), inode (4), unused (4).
const RECORD = -NET_RECORD_LENGTH;

/**
 * The program's bytes for the kernel that `btf` describes; null when a structure is not as expected. It begins at
 * the link given, else at that of the task's own namespace.
 */
export function writeNetListProgram(btf: Btf, from: bigint | null): Uint8Array | null {
  const at = (structure: string, path: string) => btf.memberOffset(structure, path) ?? Number.NaN;
  const proxy = at("task_struct", "nsproxy");
  const net = at("nsproxy", "net_ns");
  const list = at("net", "list");
  const inode = at("net", "ns.inum") - list;
  const operations = at("net", "ns.ops") - list;
  if (![proxy, net, list, inode, operations].every(Number.isInteger)) return null;
  const program = new BpfAssembler();
  const read = (to: number, length: number, offset: number) =>
    program.move(1, 10).add(1, to).set(2, length).move(3, 8).add(3, offset).call(HELPER_PROBE_READ_KERNEL);

  // r6 context, r7 round, r8 address of the link.
  program
    .move(6, 1)
    .load(8, 7, 6, ITERATOR_CONTEXT.task)
    .jumpIf(7, "==", 0, "done")
    .set(1, 0)
    .store(8, 10, RECORD + 16, 1);
  if (from === null) {
    program.load(8, 8, 7, proxy).jumpIf(8, "==", 0, "done").load(8, 8, 8, net).jumpIf(8, "==", 0, "done");
    program.add(8, list);
  } else program.set64(8, from);
  program.set(7, 0).label("loop").store(8, 10, RECORD, 8);
  read(RECORD + 8, 8, operations);
  read(RECORD + 16, 4, inode);
  program
    .load(8, 1, 6, ITERATOR_CONTEXT.meta)
    .load(8, 1, 1, 0) // bpf_iter_meta.seq
    .move(2, 10)
    .add(2, RECORD)
    .set(3, NET_RECORD_LENGTH)
    .call(HELPER_SEQ_WRITE);
  read(RECORD, 8, 0);
  return program
    .load(8, 8, 10, RECORD)
    .add(7, 1)
    .jumpIf(7, "<", NET_LIST_ROUNDS, "loop")
    .label("done")
    .set(0, 0)
    .exit()
    .assemble();
}

/** Calls `visit` for each whole record in the first `length` bytes. */
export function visitNetRecords(view: DataView, length: number, visit: (record: NetRecord) => void): void {
  for (let at = 0; at + NET_RECORD_LENGTH <= length; at += NET_RECORD_LENGTH) {
    visit({
      link: view.getBigUint64(at, true),
      operations: view.getBigUint64(at + 8, true),
      inode: view.getUint32(at + 16, true),
    });
  }
}
