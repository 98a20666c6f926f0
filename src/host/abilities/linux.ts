/** What this Linux machine lets us do, each asked by trying or by what the kernel says of us. */
import { accessSync, constants, existsSync } from "node:fs";
import type { Ability } from "../../model/doctor.ts";
import { runCommand } from "../exec.ts";
import { FIRST_PID_NAMESPACE } from "../linux/kernel-iterator.ts";
import { openLibc } from "../linux/libc.ts";
import { readLink, readProcText } from "../linux/proc.ts";

type Check = Omit<Ability, "id" | "name">;

interface AbilityCheck {
  readonly id: string;
  readonly name: string;
  check(): Check | Promise<Check>;
}

/** Bits of capabilities(7). */
const CAPABILITIES = {
  CAP_DAC_READ_SEARCH: 2,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
  CAP_BPF: 39,
} as const;
const SUDO = "run as root: sudo portreeve …";

const yes = (detail: string): Check => ({ status: "yes", detail, fix: null });
const no = (detail: string, fix: string): Check => ({ status: "no", detail, fix });
const partly = (detail: string, fix: string): Check => ({ status: "partly", detail, fix });

function hasCapability(name: keyof typeof CAPABILITIES): boolean {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readProcText("/proc/self/status") ?? "")?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(CAPABILITIES[name])) & 1n) === 1n;
}

function capabilityCheck(name: keyof typeof CAPABILITIES, forWhat: string): Check {
  return hasCapability(name)
    ? yes(`${name}, for ${forWhat}`)
    : no(`${name} is missing, needed for ${forWhat}`, SUDO);
}

async function programCheck(program: string, args: readonly string[], packageName: string): Promise<Check> {
  const { problem, stdout, stderr } = await runCommand(program, args, { timeoutMs: 5000 });
  if (problem === "missing") return no(`${program} is not installed`, `apt install ${packageName}`);
  return yes((stdout.trim() || stderr.trim()).split("\n")[0] ?? program);
}

const CHECKS: readonly AbilityCheck[] = [
  {
    id: "node",
    name: "Node.js",
    check: () => yes(process.version),
  },
  {
    id: "system-calls",
    name: "System calls (koffi)",
    check() {
      const libc = openLibc();
      return libc instanceof Error
        ? no(libc.message.split("\n")[0] ?? "", "npm install koffi, beside portreeve")
        : yes("listeners are asked of the kernel itself");
    },
  },
  {
    id: "other-processes",
    name: "Owners of all listeners",
    check: () => capabilityCheck("CAP_SYS_PTRACE", "the open files of other users' processes"),
  },
  {
    id: "network-namespaces",
    name: "Other network namespaces",
    check: () => capabilityCheck("CAP_SYS_ADMIN", "stepping into network namespaces"),
  },
  {
    id: "raw-sockets",
    name: "Raw sockets",
    check: () => capabilityCheck("CAP_NET_RAW", "capture and raw packets"),
  },
  {
    id: "network-administration",
    name: "Network administration",
    check: () => capabilityCheck("CAP_NET_ADMIN", "reading and changing filters"),
  },
  {
    id: "kernel-iterator",
    name: "Fast owners on busy machines (eBPF iterator)",
    check() {
      if (!existsSync("/sys/kernel/btf/vmlinux"))
        return no(
          "this kernel does not describe its types (BTF)",
          "a kernel with CONFIG_DEBUG_INFO_BTF; without it the links in /proc are read",
        );
      if (readLink("/proc/self/ns/pid") !== FIRST_PID_NAMESPACE)
        return no("we are inside a PID namespace", "run outside of the container");
      return hasCapability("CAP_BPF") || hasCapability("CAP_SYS_ADMIN")
        ? yes("the kernel goes through its own tables")
        : no("CAP_BPF is missing", SUDO);
    },
  },
  {
    id: "all-processes",
    name: "All processes of the machine",
    check: () =>
      readLink("/proc/self/ns/pid") === FIRST_PID_NAMESPACE
        ? yes("we are in the first PID namespace")
        : partly("only those of this PID namespace can be seen", "run outside of the container"),
  },
  {
    id: "tracefs",
    name: "Kernel events (tracefs)",
    check() {
      const folder = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"].find((path) =>
        existsSync(`${path}/instances`),
      );
      if (folder === undefined)
        return no(
          "tracefs is not mounted, or may not be read",
          "sudo mount -t tracefs tracefs /sys/kernel/tracing",
        );
      try {
        accessSync(`${folder}/instances`, constants.W_OK);
        return yes(folder);
      } catch {
        return no(`${folder} may not be written`, SUDO);
      }
    },
  },
  { id: "nft", name: "nftables", check: () => programCheck("nft", ["--version"], "nftables") },
  { id: "iptables", name: "iptables", check: () => programCheck("iptables", ["--version"], "iptables") },
  {
    id: "user-namespaces",
    name: "Scratch namespaces",
    async check() {
      const { status, problem, stderr } = await runCommand("unshare", ["-Urn", "true"], { timeoutMs: 5000 });
      if (problem === "missing") return no("unshare is not installed", "apt install util-linux");
      return status === 0
        ? yes("user and network namespaces can be made")
        : no(stderr.trim().split("\n")[0] ?? "refused", "sysctl user.max_user_namespaces, or run as root");
    },
  },
  {
    id: "systemd",
    name: "systemd",
    check: () =>
      existsSync("/run/systemd/system")
        ? yes("units and socket activation are named")
        : no("it does not run here", "nothing: units are then not named"),
  },
];

export async function checkAbilities(): Promise<Ability[]> {
  return Promise.all(CHECKS.map(async ({ id, name, check }) => ({ id, name, ...(await check()) })));
}
