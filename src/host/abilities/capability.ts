/** The capabilities of this process (capabilities(7)): privilege is asked by them, not by the user's number. */
import { readProcText } from "../linux/proc.ts";

/** Bits of the mask in /proc/PID/status. */
const BITS = {
  CAP_DAC_READ_SEARCH: 2,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
  CAP_PERFMON: 38,
  CAP_BPF: 39,
} as const;

export type CapabilityName = keyof typeof BITS;

/** Those of the names given that this process lacks; all of them where the kernel does not tell. */
export function missingCapabilities(names: readonly CapabilityName[]): CapabilityName[] {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readProcText("/proc/self/status") ?? "")?.[1] ?? "0";
  const held = BigInt(`0x${mask}`);
  return names.filter((name) => ((held >> BigInt(BITS[name])) & 1n) === 0n);
}

/** What to type to have them: sudo, or, for a root without them, the option of its container. */
export function capabilityFix(names: readonly CapabilityName[]): string {
  if (process.geteuid?.() !== 0) return "sudo portreeve doctor";
  const options = names.map((name) => `--cap-add ${name.replace("CAP_", "")}`).join(" ");
  return `docker run ${options} …, or podman run with the same options: this root lacks them`;
}
