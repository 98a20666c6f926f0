/** One question to the machine, and the forms of its answer. */
import type { Ability } from "../../model/doctor.ts";
import { runCommand } from "../exec.ts";
import { type CapabilityName, capabilityFix, missingCapabilities } from "./capability.ts";

export type Answer = Omit<Ability, "id" | "name">;

export interface AbilityCheck {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly name: string;
  check(signal?: AbortSignal): Answer | Promise<Answer>;
}

const TIMEOUT_MS = 5000;

export const yes = (detail: string): Answer => ({ status: "yes", detail, fix: null });
export const no = (detail: string, fix: string | null): Answer => ({ status: "no", detail, fix });
export const partly = (detail: string, fix: string | null): Answer => ({ status: "partly", detail, fix });

/** `yes` with what the capabilities give; else the missing ones, and how to get them. */
export function checkCapabilities(names: readonly CapabilityName[], gives: string): Answer {
  const missing = missingCapabilities(names);
  return missing.length === 0
    ? yes(`${names.join(" and ")}: ${gives}`)
    : no(`${missing.join(" and ")} missing, for ${gives}`, capabilityFix(missing));
}

/** Whether a program can be run, and which version it tells. */
export async function checkProgram(
  program: string,
  args: readonly string[],
  packageName: string,
  signal?: AbortSignal,
): Promise<Answer> {
  const install = `sudo apt install ${packageName}`;
  const result = await runCommand(program, args, { timeoutMs: TIMEOUT_MS, ...(signal && { signal }) });
  if (result.problem === "missing") return no(`${program} is not installed, or not in PATH`, install);
  const [line = ""] = (result.stdout.trim() || result.stderr.trim()).split("\n");
  if (result.status === 0) return yes(line);
  const why = result.problem === "timeout" ? "it gave no answer" : line || "it failed";
  return partly(`${program} is there, but ${why}`, `${[program, ...args].join(" ")}, to see why`);
}
