/** Every open file of every task in one pass, by the kernel's own iterator (eBPF; Linux 5.10 and later with BTF). */
import { closeSync, readFileSync } from "node:fs";
import { parseBtf } from "../../wire/btf.ts";
import {
  TASK_FILE_NAMES,
  TASK_FILE_RECORD_LENGTH,
  type TaskFileRecord,
  visitTaskFileRecords,
  writeTaskFileProgram,
} from "../../wire/task-file-program.ts";
import type { Libc } from "./libc.ts";

const KERNEL_TYPES = "/sys/kernel/btf/vmlinux";
const PROG_LOAD = 5;
const LINK_CREATE = 28;
const ITER_CREATE = 33;
const PROG_TYPE_TRACING = 26;
const BPF_TRACE_ITER = 28;
/** Some helpers are for GPL-compatible programs only; this one is under both. */
const LICENSE = "Dual MIT/GPL\0";
const PROGRAM_NAME = "portreeve_files";
const READ_LENGTH = TASK_FILE_RECORD_LENGTH * 4096;

function attributes(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer));
  return bytes;
}

/** Offsets are those of `union bpf_attr` in linux/bpf.h. */
function loadProgram(libc: Libc, program: Uint8Array, functionId: number): number {
  const license = new TextEncoder().encode(LICENSE);
  const load = attributes(128, (view) => {
    view.setUint32(0, PROG_TYPE_TRACING, true);
    view.setUint32(4, program.length / 8, true);
    view.setBigUint64(8, libc.addressOf(program), true);
    view.setBigUint64(16, libc.addressOf(license), true);
    for (let index = 0; index < PROGRAM_NAME.length; index++)
      view.setUint8(48 + index, PROGRAM_NAME.charCodeAt(index));
    view.setUint32(68, BPF_TRACE_ITER, true);
    view.setUint32(108, functionId, true);
  });
  return libc.bpf(PROG_LOAD, load);
}

/** Calls `visit` for each record; null when done, else why it could not be. Blocks for the time of the pass. */
export function iterateTaskFiles(libc: Libc, visit: (record: TaskFileRecord) => void): Error | null {
  const opened: number[] = [];
  const take = (descriptor: number, what: string): number => {
    if (descriptor < 0) throw new Error(`${what}: ${libc.errorName(libc.errno())}`);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const btf = parseBtf(readFileSync(KERNEL_TYPES), TASK_FILE_NAMES);
    const functionId = btf?.functionId("bpf_iter_task_file") ?? null;
    const program = btf === null ? null : writeTaskFileProgram(btf);
    if (functionId === null || program === null) return new Error("this kernel's types are not as expected");
    const loaded = take(loadProgram(libc, program, functionId), "loading the program");
    const link = attributes(48, (view) => {
      view.setUint32(0, loaded, true);
      view.setUint32(8, BPF_TRACE_ITER, true);
    });
    const linked = take(libc.bpf(LINK_CREATE, link), "making the iterator");
    const iterator = take(
      libc.bpf(
        ITER_CREATE,
        attributes(8, (view) => view.setUint32(0, linked, true)),
      ),
      "opening the iterator",
    );
    const bytes = new Uint8Array(READ_LENGTH);
    const view = new DataView(bytes.buffer);
    for (;;) {
      const length = libc.read(iterator, bytes, bytes.length);
      if (length < 0) throw new Error(`reading the iterator: ${libc.errorName(libc.errno())}`);
      if (length === 0) return null;
      visitTaskFileRecords(view, length, visit);
    }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    for (const descriptor of opened.reverse()) closeSync(descriptor);
  }
}
