/** Runs another program: never through a shell, in a fixed locale, bounded in time and output. */
import { type ExecFileException, execFile } from "node:child_process";

export interface ExecOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  /** Null when it could not be started or was ended; `problem` says why. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly problem: "missing" | "timeout" | "too-long" | "failed" | null;
}

const DEFAULTS: ExecOptions = { timeoutMs: 10_000, maxBytes: 16 * 1024 * 1024 };

/** Never rejects: a program that is missing or fails is data. Aborting rejects nothing either; the status is null. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: Partial<ExecOptions> = {},
): Promise<ExecResult> {
  const { timeoutMs, maxBytes, signal } = { ...DEFAULTS, ...options };
  const environment = {
    PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin",
    LC_ALL: "C",
    SYSTEMD_COLORS: "0",
    SYSTEMD_PAGER: "",
  };
  return new Promise((resolve) => {
    try {
      execFile(
        program,
        args,
        {
          encoding: "utf8",
          timeout: timeoutMs,
          killSignal: "SIGKILL",
          maxBuffer: maxBytes,
          env: environment,
          ...(signal && { signal }),
        },
        (error, stdout, stderr) => {
          if (error === null) return resolve({ status: 0, stdout, stderr, problem: null });
          const status = typeof error.code === "number" ? error.code : null;
          resolve({ status, stdout, stderr, problem: status === null ? problemOf(error) : null });
        },
      );
    } catch (error) {
      // Node throws some refusals at once: a path through a file (ENOTDIR), a NUL in an argument.
      resolve({ status: null, stdout: "", stderr: String(error), problem: "failed" });
    }
  });
}

function problemOf(error: ExecFileException): ExecResult["problem"] {
  if (error.code === "ENOENT") return "missing";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "too-long";
  return error.killed === true ? "timeout" : "failed";
}
