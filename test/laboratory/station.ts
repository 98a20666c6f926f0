/** One running case of the laboratory. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { labProgram } from "./build.ts";

export interface Station {
  readonly id: string;
  readonly port: number;
  readonly pids: readonly number[];
  /** Inode of the namespace of its sockets; 0 for the laboratory's own. */
  readonly namespace: number;
  /** A path by which others can enter that namespace; empty for the laboratory's own, or when there is none. */
  readonly door: string;
  /** Why the kernel refused the case. */
  readonly refused: string | null;
  readonly process: ChildProcess;
  /** What it prints after it stands, one line at a time. */
  readonly lines: AsyncIterator<string>;
}

/** Starts a case and waits until its sockets stand. `input` goes to it first; `binary` is a copy under another name. */
export async function startStation(
  id: string,
  port: number,
  inside: readonly string[],
  env: Record<string, string>,
  input = "",
  binary = labProgram,
): Promise<Station> {
  const [command = binary, ...words] = [...inside, binary, id, String(port)];
  const child = spawn(command, words, { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, ...env } });
  if (input !== "") child.stdin.write(input);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  const answer = JSON.parse(value ?? '{"error":"it ended"}');
  return {
    id,
    port,
    pids: answer.pids ?? [],
    namespace: answer.namespace ?? 0,
    door: answer.door ?? "",
    refused: answer.error ?? null,
    process: child,
    lines,
  };
}

/** Ends all and waits until they are gone. */
export async function stopStations(stations: readonly Station[]): Promise<void> {
  await Promise.all(
    stations.map(
      ({ process: child }) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) return resolve();
          child.on("exit", () => resolve());
          child.stdin?.end();
        }),
    ),
  );
}
