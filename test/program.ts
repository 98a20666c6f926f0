/** Runs the built program as a user would. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");
export const program = join(root, "bin/portreeve");
/** The Node under test: `npm test` runs a part of the suite under another one. */
export const node = process.env["PORTREEVE_NODE"] ?? process.execPath;

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Words before Node: `["ip", "netns", "exec", "blue"]`. */
  readonly through?: readonly string[];
}

/** Without colours and in 80 columns, unless the environment given says otherwise. */
export function run(words: readonly string[], options: RunOptions = {}): SpawnSyncReturns<string> {
  const [command = node, ...rest] = [...(options.through ?? []), node, program, ...words];
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return spawnSync(command, rest, {
    encoding: "utf8",
    maxBuffer: 512 * 1024 * 1024,
    cwd: options.cwd ?? root,
    env: { ...env, COLUMNS: "80", ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}
