/** The usual tools beside an audit: what their text shows of a case. */
import { spawnSync } from "node:child_process";
import type { Station } from "./station.ts";

interface Peer {
  readonly id: string;
  readonly words: readonly string[];
  /** The PIDs that one line of its output names. */
  readonly pidsOf: (line: string) => number[];
}

function numbers(line: string, pattern: RegExp): number[] {
  return [...line.matchAll(pattern)].map((match) => Number(match[1]));
}

export const PEERS: readonly Peer[] = [
  { id: "ss", words: ["ss", "-tulpnw0"], pidsOf: (line) => numbers(line, /pid=(\d+)/g) },
  { id: "netstat", words: ["netstat", "-tulpnw"], pidsOf: (line) => numbers(line, /\s(\d+)\//g) },
  { id: "lsof", words: ["lsof", "-nP", "-i"], pidsOf: (line) => numbers(line, /^\S+\s+(\d+)\s/g) },
];

/** What a tool prints; empty where it is not to be had. */
export function runPeer({ words }: Peer, inside: readonly string[]): string {
  const [command = "", ...rest] = [...inside, ...words];
  return spawnSync(command, rest, { encoding: "utf8" }).stdout ?? "";
}

export type PeerSight = "owner" | "not all owners" | "no owner" | "false owner" | "–";

/**
 * How well a tool's text tells a case's owners: its lines are those with the port, or, for sockets without one of
 * the case's own, those with a PID of the case.
 */
export function judgePeer(peer: Peer, text: string, station: Station, hasPort: boolean): PeerSight {
  const lines = text
    .split("\n")
    .filter((line) =>
      hasPort
        ? new RegExp(`:${station.port}\\b`).test(line)
        : peer.pidsOf(line).some((pid) => station.pids.includes(pid)),
    );
  if (lines.length === 0) return "–";
  const shown = new Set(lines.flatMap((line) => peer.pidsOf(line)));
  if ([...shown].some((pid) => !station.pids.includes(pid))) return "false owner";
  if (shown.size === 0) return "no owner";
  return station.pids.every((pid) => shown.has(pid)) ? "owner" : "not all owners";
}
