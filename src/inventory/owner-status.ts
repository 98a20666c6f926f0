/** Why a listener's owners are what they are, or why there are none. */
import type { Listener, Owner } from "../model/listener.ts";
import { isServiceOf, type Observation } from "../model/observation.ts";
import type { Holder, SocketRow } from "../model/socket.ts";

type Explanation = Pick<Listener, "ownerStatus" | "ownerNote">;

function nameOf(owner: Owner | undefined, pid: number): string {
  return owner === undefined ? `process ${pid}` : `${owner.name ?? "process"} (${pid})`;
}

function explainHeld(rows: readonly SocketRow[], held: readonly Holder[]): Explanation {
  const vias = new Set(held.map((holder) => holder.via));
  if (!vias.has("process")) {
    return vias.has("thread")
      ? {
          ownerStatus: "thread",
          ownerNote: "A thread of the process has it open in a descriptor table of its own.",
        }
      : {
          ownerStatus: "io_uring",
          ownerNote: "It is registered with an io_uring of the process, without a descriptor.",
        };
  }
  const isShared = rows.some(
    (row) =>
      new Set(held.filter((holder) => holder.inode === row.inode).map((holder) => holder.pid)).size > 1,
  );
  return isShared
    ? { ownerStatus: "shared", ownerNote: "Several processes have the same socket open." }
    : { ownerStatus: "known", ownerNote: null };
}

function explainUnheld(rows: readonly SocketRow[], { evidence, owners }: Observation): Explanation {
  const service = evidence.kernelServices.find((item) => rows.some((row) => isServiceOf(item, row)));
  if (service !== undefined)
    return { ownerStatus: "kernel", ownerNote: `The kernel itself opened it: ${service.name}.` };
  if (rows.every((row) => evidence.vanished.has(row.inode))) {
    return { ownerStatus: "vanished", ownerNote: "It was closed while we looked." };
  }
  if (evidence.parkedWith.length > 0) {
    const who = evidence.parkedWith.slice(0, 3).map((pid) => nameOf(owners.get(pid), pid));
    return {
      ownerStatus: "in-flight",
      ownerNote: `No process has it open; it waits in the queue of a UNIX socket, of which these have one with descriptors inside: ${who.join(", ")}.`,
    };
  }
  if (!evidence.seesAllProcesses) {
    return {
      ownerStatus: "other-namespace",
      ownerNote: "No process that can be seen from this PID namespace has it open.",
    };
  }
  if (!evidence.complete) {
    return {
      ownerStatus: "unreadable",
      ownerNote: "No process that may be read has it open; others could not be read.",
    };
  }
  return {
    ownerStatus: "kernel",
    ownerNote: "No process has it open, and all were read: the kernel itself opened it.",
  };
}

/** `held` are the holders of any of the rows. */
export function explainOwners(
  rows: readonly SocketRow[],
  held: readonly Holder[],
  owners: readonly Owner[],
  observation: Observation,
): Explanation {
  return owners.length > 0 ? explainHeld(rows, held) : explainUnheld(rows, observation);
}
