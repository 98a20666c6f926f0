// Times two commands in turn, A B A B …, so that a machine whose speed drifts does not favour one of them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const TICK_MS = 10;

/** CPU time of all children that have ended, in ms (proc(5), /proc/PID/stat fields 16 and 17). */
function childrenCpu() {
  const text = readFileSync("/proc/self/stat", "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

/** One run of `[program, ...words]`: wall and CPU ms, and what it printed. Throws when it fails. */
export function timeOnce([program, ...words]) {
  const cpu = childrenCpu();
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    encoding: "utf8",
    maxBuffer: 1024 ** 3,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${status}: ${stderr}`);
  return { wall, cpu: childrenCpu() - cpu, stdout };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The ratio peer/own of each pair: how many times faster `own` is. One warm-up of each is not counted. */
export function compare(own, peer, pairs) {
  timeOnce(own);
  timeOnce(peer);
  const runs = Array.from({ length: pairs }, () => ({ own: timeOnce(own), peer: timeOnce(peer) }));
  const ratios = runs.map((run) => run.peer.wall / run.own.wall);
  return {
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    ownWall: median(runs.map((run) => run.own.wall)),
    peerWall: median(runs.map((run) => run.peer.wall)),
    ownCpu: median(runs.map((run) => run.own.cpu)),
    peerCpu: median(runs.map((run) => run.peer.cpu)),
    ownOutput: runs.at(-1).own.stdout,
    peerOutput: runs.at(-1).peer.stdout,
  };
}
