/**
 * An eBPF program for the kernel's `task_file` iterator, which visits every open file of every task: it writes
 * one record for each file that can lead to a listener. It only reads kernel structures; it changes nothing.
 * https://docs.kernel.org/bpf/bpf_iterators.html
 */
import { BpfAssembler } from "./bpf-instruction.ts";
import type { Btf } from "./btf.ts";
import {
  AF_UNIX,
  HELPER_PROBE_READ_KERNEL,
  HELPER_SEQ_WRITE,
  ITERATOR_CONTEXT,
  REACHABLE_FAMILIES,
  TCP_CLOSE,
  TCP_LISTEN,
} from "./kernel-socket.ts";

/** The names that {@link writeTaskFileProgram} looks up; give them to `parseBtf`. */
export const TASK_FILE_NAMES = [
  "bpf_iter_task_file",
  "task_struct",
  "file",
  "inode",
  "super_block",
  "dentry",
  "socket",
  "sock",
  "unix_sock",
  "net",
];

export const TASK_FILE_RECORD_LENGTH = 40;
/** A socket that listens, or a UDP, raw or packet socket without a peer. */
export const KIND_SOCKET = 1;
/** A descriptor of a namespace (of any kind). */
export const KIND_NAMESPACE = 2;
export const KIND_IO_URING = 3;
/** A UNIX socket in whose queue descriptors wait. */
export const KIND_PARKED = 4;
/** Any other file with a descriptor up to 2: shows that the table was visited. */
export const KIND_OTHER = 5;
/** A descriptor table too large for the program that walks tables; it is to be visited file by file. */
export const KIND_LARGE_TABLE = 6;

export interface TaskFileRecord {
  readonly kind: number;
  readonly pid: number;
  readonly thread: number;
  readonly descriptor: number;
  /** Inode of the file, as in `socket:[…]` or `net:[…]`. */
  readonly inode: number;
  /** Inode of the socket's network namespace; 0 for other kinds. */
  readonly namespace: number;
  /** Address of the file's operations, which tells its kind; only where asked for. */
  readonly operations: bigint;
  /**
   * How many references the kernel has to the open file, the iterator's own left out: one for each descriptor
   * that stands for it, and for each call that uses it now. 0 for other kinds.
   */
  readonly references: number;
}

const NSFS_MAGIC = 0x6e736673;
const ANON_INODE_FS_MAGIC = 0x09041934;
/** The first bytes of an io_uring file's name, `[io_uring]`. */
const IO_URING_NAME_LOW = 0x5f6f695b; // "[io_"
const IO_URING_NAME_HIGH = 0x6e697275; // "urin"
const HELPER_SOCK_FROM_FILE = 162;
const HELPER_SKC_TO_UNIX_SOCK = 178;
// The record on the stack, from its start: kind, pid, thread, descriptor, inode (8), namespace, references, operations (8).
const RECORD = -TASK_FILE_RECORD_LENGTH;
const NAME = RECORD - 8;
// struct bpf_iter__task_file: meta, task, fd, file.
const CONTEXT = { ...ITERATOR_CONTEXT, descriptor: 16, file: 24 } as const;

/** `sockets`: those that listen or have no peer, and nothing else; touches less memory for each file. `all`: every kind. */
export type TaskFileScope = "sockets" | "all";

/** The program's bytes for the kernel that `btf` describes; null when a structure is not as expected. */
export function writeTaskFileProgram(btf: Btf, scope: TaskFileScope): Uint8Array | null {
  const at = (structure: string, path: string) => btf.memberOffset(structure, path) ?? Number.NaN;
  const offset = {
    pid: at("task_struct", "tgid"),
    thread: at("task_struct", "pid"),
    inode: at("file", "f_inode"),
    operations: at("file", "f_op"),
    dentry: at("file", "f_path.dentry"),
    dentryName: at("dentry", "d_name.name"),
    number: at("inode", "i_ino"),
    superBlock: at("inode", "i_sb"),
    magic: at("super_block", "s_magic"),
    sock: at("socket", "sk"),
    family: at("sock", "__sk_common.skc_family"),
    state: at("sock", "__sk_common.skc_state"),
    net: at("sock", "__sk_common.skc_net.net"),
    namespace: at("net", "ns.inum"),
    parked: at("unix_sock", "scm_stat.nr_fds"),
  };
  // Since Linux 6.13 the counter begins at 0 for one reference (file_ref_t); before, it was a plain count.
  const counter = btf.memberOffset("file", "f_ref.refcnt.counter");
  const references = counter ?? at("file", "f_count.counter");
  if (![...Object.values(offset), references].every(Number.isInteger)) return null;

  // r6 context, r7 task, r8 file, r9 sock or inode.
  const program = new BpfAssembler()
    .move(6, 1)
    .load(8, 7, 6, CONTEXT.task)
    .jumpIf(7, "==", 0, "done")
    .load(8, 8, 6, CONTEXT.file)
    .jumpIf(8, "==", 0, "done")
    .load(4, 1, 7, offset.pid)
    .store(4, 10, RECORD + 4, 1)
    .load(4, 1, 7, offset.thread)
    .store(4, 10, RECORD + 8, 1)
    .load(4, 1, 6, CONTEXT.descriptor)
    .store(4, 10, RECORD + 12, 1)
    .set(1, 0)
    .store(8, 10, RECORD + 16, 1)
    .store(8, 10, RECORD + 24, 1)
    .load(8, 1, 8, offset.operations)
    .store(8, 10, RECORD + 32, 1)
    .move(1, 8)
    .call(HELPER_SOCK_FROM_FILE)
    .jumpIf(0, "!=", 0, "socket");
  // The inode is another cache line for each file: it is looked at only where it matters.
  const readInode = () =>
    program
      .load(8, 9, 8, offset.inode)
      .load(8, 1, 9, offset.number)
      .store(8, 10, RECORD + 16, 1);
  if (scope === "all") {
    readInode()
      .load(8, 1, 9, offset.superBlock)
      .load(8, 1, 1, offset.magic)
      .set(2, KIND_NAMESPACE)
      .jumpIf(1, "==", NSFS_MAGIC, "write")
      .jumpIf(1, "!=", ANON_INODE_FS_MAGIC, "other")
      // An anonymous file: only rings count, told by the file's name.
      .load(8, 1, 8, offset.dentry)
      .load(8, 3, 1, offset.dentryName)
      .move(1, 10)
      .add(1, NAME)
      .set(2, 8)
      .call(HELPER_PROBE_READ_KERNEL)
      .jumpIf(0, "!=", 0, "other")
      .load(4, 1, 10, NAME)
      .jumpIf(1, "!=", IO_URING_NAME_LOW, "other")
      .load(4, 1, 10, NAME + 4)
      .jumpIf(1, "!=", IO_URING_NAME_HIGH, "other")
      .set(2, KIND_IO_URING)
      .jump("write");
  }
  program
    .label("other")
    .load(4, 1, 6, CONTEXT.descriptor)
    .jumpIf(1, ">", 2, "done")
    .set(2, KIND_OTHER)
    .jump("write")
    .label("socket")
    .load(8, 9, 0, offset.sock)
    .jumpIf(9, "==", 0, "other")
    .load(2, 1, 9, offset.family);
  if (scope === "all") program.jumpIf(1, "==", AF_UNIX, "unix");
  for (const family of REACHABLE_FAMILIES) program.jumpIf(1, "==", family, "inet");
  program
    .jump("other")
    .label("inet")
    .load(1, 1, 9, offset.state)
    .jumpIf(1, "==", TCP_LISTEN, "open")
    .jumpIf(1, "!=", TCP_CLOSE, "other")
    .label("open")
    .load(8, 1, 9, offset.net)
    .load(4, 1, 1, offset.namespace)
    .store(4, 10, RECORD + 24, 1)
    .load(8, 1, 8, references)
    .add(1, counter === null ? -1 : 0)
    .store(4, 10, RECORD + 28, 1);
  readInode().set(2, KIND_SOCKET);
  if (scope === "all") {
    program
      .jump("write")
      .label("unix")
      .move(1, 9)
      .call(HELPER_SKC_TO_UNIX_SOCK)
      .jumpIf(0, "==", 0, "other")
      .load(4, 1, 0, offset.parked)
      .jumpIf(1, "==", 0, "other")
      .set(2, KIND_PARKED);
  }
  return program
    .label("write")
    .store(4, 10, RECORD, 2)
    .load(8, 1, 6, CONTEXT.meta)
    .load(8, 1, 1, 0) // bpf_iter_meta.seq
    .move(2, 10)
    .add(2, RECORD)
    .set(3, TASK_FILE_RECORD_LENGTH)
    .call(HELPER_SEQ_WRITE)
    .label("done")
    .set(0, 0)
    .exit()
    .assemble();
}

/** Calls `visit` for each whole record in the first `length` bytes. */
export function visitTaskFileRecords(
  view: DataView,
  length: number,
  visit: (record: TaskFileRecord) => void,
): void {
  for (let at = 0; at + TASK_FILE_RECORD_LENGTH <= length; at += TASK_FILE_RECORD_LENGTH) {
    visit({
      kind: view.getUint32(at, true),
      pid: view.getUint32(at + 4, true),
      thread: view.getUint32(at + 8, true),
      descriptor: view.getUint32(at + 12, true),
      inode: Number(view.getBigUint64(at + 16, true)),
      namespace: view.getUint32(at + 24, true),
      references: view.getUint32(at + 28, true),
      operations: view.getBigUint64(at + 32, true),
    });
  }
}
