/**
 * An eBPF program for the kernel's `task` iterator: the namespaces of every thread of every process. It only reads.
 * https://docs.kernel.org/bpf/bpf_iterators.html
 */
import { BpfAssembler } from "./bpf-instruction.ts";
import type { Btf } from "./btf.ts";
import { HELPER_SEQ_WRITE, ITERATOR_CONTEXT } from "./kernel-socket.ts";

export const TASK_NAMES = ["bpf_iter_task", "task_struct", "nsproxy", "net", "mnt_namespace"];
const TASK_RECORD_LENGTH = 16;

export interface TaskRecord {
  readonly pid: number;
  readonly thread: number;
  /** Inodes of its namespaces; 0 for a task that ends. */
  readonly network: number;
  readonly mount: number;
}

// The record on the stack: pid, thread, network, mount.
const RECORD = -TASK_RECORD_LENGTH;

/** The program's bytes for the kernel that `btf` describes; null when a structure is not as expected. */
export function writeTaskProgram(btf: Btf): Uint8Array | null {
  const at = (structure: string, path: string) => btf.memberOffset(structure, path) ?? Number.NaN;
  const offset = {
    pid: at("task_struct", "tgid"),
    thread: at("task_struct", "pid"),
    proxy: at("task_struct", "nsproxy"),
    network: at("nsproxy", "net_ns"),
    mount: at("nsproxy", "mnt_ns"),
    networkInode: at("net", "ns.inum"),
    mountInode: at("mnt_namespace", "ns.inum"),
  };
  if (!Object.values(offset).every(Number.isInteger)) return null;
  return new BpfAssembler()
    .move(6, 1)
    .load(8, 7, 6, ITERATOR_CONTEXT.task)
    .jumpIf(7, "==", 0, "done")
    .load(4, 1, 7, offset.pid)
    .store(4, 10, RECORD, 1)
    .load(4, 1, 7, offset.thread)
    .store(4, 10, RECORD + 4, 1)
    .load(8, 8, 7, offset.proxy)
    .jumpIf(8, "==", 0, "done")
    .load(8, 1, 8, offset.network)
    .load(4, 1, 1, offset.networkInode)
    .store(4, 10, RECORD + 8, 1)
    .load(8, 1, 8, offset.mount)
    .load(4, 1, 1, offset.mountInode)
    .store(4, 10, RECORD + 12, 1)
    .load(8, 1, 6, ITERATOR_CONTEXT.meta)
    .load(8, 1, 1, 0) // bpf_iter_meta.seq
    .move(2, 10)
    .add(2, RECORD)
    .set(3, TASK_RECORD_LENGTH)
    .call(HELPER_SEQ_WRITE)
    .label("done")
    .set(0, 0)
    .exit()
    .assemble();
}

/** Calls `visit` for each whole record in the first `length` bytes. */
export function visitTaskRecords(view: DataView, length: number, visit: (record: TaskRecord) => void): void {
  for (let at = 0; at + TASK_RECORD_LENGTH <= length; at += TASK_RECORD_LENGTH) {
    visit({
      pid: view.getUint32(at, true),
      thread: view.getUint32(at + 4, true),
      network: view.getUint32(at + 8, true),
      mount: view.getUint32(at + 12, true),
    });
  }
}
