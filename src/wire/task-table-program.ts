/**
 * An eBPF program for the kernel's `task` iterator that walks each descriptor table itself: the `task_file` iterator
 * takes and drops a reference for every file, which is most of its cost. It writes the same records, and for each table
 * one of KIND_OTHER, or of KIND_LARGE_TABLE where it is too large for it. Namespaces are not told. It only reads.
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
import {
  KIND_IO_URING,
  KIND_LARGE_TABLE,
  KIND_OTHER,
  KIND_PARKED,
  KIND_SOCKET,
  TASK_FILE_RECORD_LENGTH,
} from "./task-file-program.ts";

export const TASK_TABLE_NAMES = [
  "bpf_iter_task",
  "task_struct",
  "files_struct",
  "fdtable",
  "file",
  "inode",
  "socket",
  "sock",
  "unix_sock",
  "net",
];

/** What tells the kind of a file: addresses of the operations of sockets and of rings. */
export interface FileOperations {
  readonly socket: bigint;
  /** Null where the machine has no rings. */
  readonly ring: bigint | null;
}

/** Descriptors in a table; the verifier follows each round of the loop. */
const MAX_DESCRIPTORS = 256;
// On the stack: the record, then one word each.
const RECORD = -TASK_FILE_RECORD_LENGTH;
const SCRATCH = RECORD - 8;
const TABLE_SIZE = RECORD - 16;
const SOCK = RECORD - 24;

function offsetsOf(btf: Btf) {
  const at = (structure: string, path: string) => btf.memberOffset(structure, path) ?? Number.NaN;
  const counter = btf.memberOffset("file", "f_ref.refcnt.counter");
  const offset = {
    pid: at("task_struct", "tgid"),
    thread: at("task_struct", "pid"),
    leader: at("task_struct", "group_leader"),
    files: at("task_struct", "files"),
    table: at("files_struct", "fdt"),
    size: at("fdtable", "max_fds"),
    descriptors: at("fdtable", "fd"),
    operations: at("file", "f_op"),
    inode: at("file", "f_inode"),
    private: at("file", "private_data"),
    references: counter ?? at("file", "f_count.counter"),
    number: at("inode", "i_ino"),
    sock: at("socket", "sk"),
    family: at("sock", "__sk_common.skc_family"),
    state: at("sock", "__sk_common.skc_state"),
    net: at("sock", "__sk_common.skc_net.net"),
    namespace: at("net", "ns.inum"),
    parked: at("unix_sock", "scm_stat.nr_fds"),
  };
  // Since Linux 6.13 the counter begins at 0 for one reference (file_ref_t); before, it was a plain count.
  return Object.values(offset).every(Number.isInteger)
    ? { ...offset, first: counter === null ? 0 : 1 }
    : null;
}

/** The program's bytes for the kernel that `btf` describes; null when a structure is not as expected. */
export function writeTaskTableProgram(btf: Btf, { socket, ring }: FileOperations): Uint8Array | null {
  const offset = offsetsOf(btf);
  if (offset === null) return null;
  const program = new BpfAssembler();
  /** Copies `length` bytes from the address in a register plus `from` to the stack; zeros where there is nothing. */
  const read = (to: number, length: number, register: number, from: number) =>
    program
      .move(3, register)
      .add(3, from)
      .move(1, 10)
      .add(1, to)
      .set(2, length)
      .call(HELPER_PROBE_READ_KERNEL);
  /** The same from an address on the stack, on to which it leads. */
  const follow = (at: number, to: number, length: number, from: number) => {
    program.load(8, 4, 10, at);
    return read(to, length, 4, from);
  };
  const kind = (value: number) => program.set(1, value).store(4, 10, RECORD, 1);

  // r6 context, r7 task, then the descriptor; r8 the table's descriptors; r9 file.
  program.move(6, 1).load(8, 7, 6, ITERATOR_CONTEXT.task).jumpIf(7, "==", 0, "done").set(1, 0);
  for (let at = RECORD; at < 0; at += 8) program.store(8, 10, at, 1);
  program
    .store(8, 10, SCRATCH, 1)
    .load(8, 8, 7, offset.files)
    .jumpIf(8, "==", 0, "done")
    .load(4, 1, 7, offset.pid)
    .store(4, 10, RECORD + 4, 1)
    .load(4, 2, 7, offset.thread)
    .store(4, 10, RECORD + 8, 2)
    // A thread that uses its process's table is not visited again.
    .jumpIfSame(1, 2, "visit")
    .load(8, 1, 7, offset.leader)
    .load(8, 1, 1, offset.files)
    .jumpIfSame(1, 8, "done")
    .label("visit")
    .load(8, 9, 8, offset.table)
    .jumpIf(9, "==", 0, "done")
    .load(4, 1, 9, offset.size)
    .store(8, 10, TABLE_SIZE, 1)
    .load(8, 8, 9, offset.descriptors)
    .set(2, KIND_OTHER)
    .jumpIf(1, "<", MAX_DESCRIPTORS + 1, "announce")
    .set(2, KIND_LARGE_TABLE)
    .set(1, 0)
    .store(8, 10, TABLE_SIZE, 1)
    .label("announce")
    .store(4, 10, RECORD, 2);
  const write = () =>
    program
      .load(8, 1, 6, ITERATOR_CONTEXT.meta)
      .load(8, 1, 1, 0) // bpf_iter_meta.seq
      .move(2, 10)
      .add(2, RECORD)
      .set(3, TASK_FILE_RECORD_LENGTH)
      .call(HELPER_SEQ_WRITE);
  write()
    .set(7, 0)
    .label("loop")
    .load(8, 1, 10, TABLE_SIZE)
    .jumpUnlessLess(7, 1, "done")
    .move(5, 7)
    .shiftLeft(5, 3)
    .addRegister(5, 8);
  read(SCRATCH, 8, 5, 0);
  program.load(8, 9, 10, SCRATCH).jumpIf(9, "==", 0, "next");
  read(SCRATCH, 8, 9, offset.operations);
  program.load(8, 1, 10, SCRATCH).set64(2, socket).jumpIfSame(1, 2, "socket");
  if (ring !== null) program.set64(2, ring).jumpIfSame(1, 2, "ring");
  program.jump("next").label("socket");
  read(SCRATCH, 8, 9, offset.private);
  follow(SCRATCH, SOCK, 8, offset.sock);
  follow(SOCK, SCRATCH, 2, offset.family);
  program.load(2, 1, 10, SCRATCH).jumpIf(1, "==", AF_UNIX, "unix");
  for (const family of REACHABLE_FAMILIES) program.jumpIf(1, "==", family, "inet");
  program.jump("next").label("inet");
  follow(SOCK, SCRATCH, 1, offset.state);
  program
    .load(1, 1, 10, SCRATCH)
    .jumpIf(1, "==", TCP_LISTEN, "open")
    .jumpIf(1, "!=", TCP_CLOSE, "next")
    .label("open");
  follow(SOCK, SCRATCH, 8, offset.net);
  follow(SCRATCH, RECORD + 24, 4, offset.namespace);
  read(SCRATCH, 8, 9, offset.references);
  program
    .load(8, 1, 10, SCRATCH)
    .add(1, offset.first)
    .store(4, 10, RECORD + 28, 1);
  kind(KIND_SOCKET).jump("write").label("unix");
  follow(SOCK, SCRATCH, 4, offset.parked);
  program.load(4, 1, 10, SCRATCH).jumpIf(1, "==", 0, "next");
  kind(KIND_PARKED).jump("write");
  if (ring !== null) {
    program.label("ring");
    kind(KIND_IO_URING);
  }
  program.label("write").store(4, 10, RECORD + 12, 7);
  read(SCRATCH, 8, 9, offset.inode);
  follow(SCRATCH, RECORD + 16, 8, offset.number);
  write();
  program.label("next").add(7, 1).jumpIf(7, "<", MAX_DESCRIPTORS, "loop");
  return program.label("done").set(0, 0).exit().assemble();
}
