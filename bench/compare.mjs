// Times two commands in turn, A B A B …, so that a machine whose speed drifts does not favour one of them.
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cache, compileC } from "./compile.mjs";

/**
 * One run of `words`, in the network namespace that the file `net` stands for: wall and CPU ms of it and its
 * children, resident MB, and what it printed. Throws when it fails. Its output goes to a file: a pipe would make its
 * speed ours.
 */
export function timeOnce(words, { net, env } = {}) {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, "output");
  const output = openSync(path, "w");
  try {
    const inside = net === undefined ? [] : ["--net", net];
    const run = spawnSync(compileC("measure"), [...inside, ...words], {
      encoding: "utf8",
      stdio: ["ignore", output, "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    if (run.error) throw run.error;
    const figures = (run.output[3] ?? "").split(" ").map(Number);
    const [wall, user, system, resident, status] = figures;
    if (figures.length !== 5 || status !== 0)
      throw new Error(`${words.join(" ").slice(0, 200)} ended with ${status ?? run.status}: ${run.stderr}`);
    return {
      wall: wall / 1e6,
      cpu: (user + system) / 1e3,
      memory: resident / 1024,
      stdout: readFileSync(path, "utf8"),
    };
  } finally {
    closeSync(output);
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and most of the ratios peer/own, pair by pair: how many times less `own` takes. */
export function pairedRatio(own, peer) {
  const ratios = own.map((value, index) => peer[index] / value);
  return { ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

/**
 * Runs `own` and `peer` in turn, `pairs` times after one warm-up of each. A pair counts only when `agree`, given both
 * outputs, does not throw. `options` are those of {@link timeOnce}.
 */
export function compare({ own, peer, pairs, agree, options = {} }) {
  const runs = [];
  for (let index = 0; index <= pairs; index++) {
    const ownRun = timeOnce(own, options);
    const peerRun = timeOnce(peer, options);
    agree(ownRun.stdout, peerRun.stdout);
    if (index > 0) runs.push([ownRun, peerRun]);
  }
  const column = (who, what) => runs.map((run) => run[who][what]);
  return {
    ...pairedRatio(column(0, "wall"), column(1, "wall")),
    cpuRatio: pairedRatio(column(0, "cpu"), column(1, "cpu")).ratio,
    ownWall: median(column(0, "wall")),
    peerWall: median(column(1, "wall")),
    ownCpu: median(column(0, "cpu")),
    peerCpu: median(column(1, "cpu")),
    ownMemory: median(column(0, "memory")),
    peerMemory: median(column(1, "memory")),
  };
}
