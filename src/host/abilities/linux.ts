/** What this Linux machine lets us do, each asked by trying or by what the kernel says of us. */
import { accessSync, constants, existsSync } from "node:fs";
import type { Ability } from "../../model/doctor.ts";
import { parseMountinfo } from "../../text/mountinfo.ts";
import { runCommand } from "../exec.ts";
import { FIRST_PID_NAMESPACE } from "../linux/kernel-iterator.ts";
import { openLibc } from "../linux/libc.ts";
import { readLink, readProcText } from "../linux/proc.ts";
import { capabilityFix, missingCapabilities } from "./capability.ts";
import { type AbilityCheck, type Answer, checkCapabilities, checkProgram, no, partly, yes } from "./check.ts";

const OUTSIDE = "nsenter --target 1 --pid --mount portreeve doctor, or run it outside of the container";

function checkIterator(): Answer {
  if (!existsSync("/sys/kernel/btf/vmlinux"))
    return no(
      "this kernel does not describe its types (no /sys/kernel/btf/vmlinux): the links in /proc are read, which takes longer",
      "a kernel with CONFIG_DEBUG_INFO_BTF=y, as Debian and Fedora have it",
    );
  if (readLink("/proc/self/ns/pid") !== FIRST_PID_NAMESPACE)
    return no("the kernel's iterator is not for a PID namespace of its own", OUTSIDE);
  const lacks = missingCapabilities(["CAP_BPF", "CAP_PERFMON"]);
  if (lacks.length > 0 && missingCapabilities(["CAP_SYS_ADMIN"]).length > 0)
    return no(
      `${lacks.join(" and ")} missing: the links in /proc are read, which takes longer`,
      capabilityFix(lacks),
    );
  return yes("the kernel goes through its own tables");
}

/** https://docs.kernel.org/filesystems/proc.html, "hidepid". */
function checkHiddenProcesses(): Answer {
  if (readLink("/proc/self/ns/pid") !== FIRST_PID_NAMESPACE)
    return partly("only those of this PID namespace can be seen", OUTSIDE);
  const mounts = parseMountinfo(readProcText("/proc/self/mountinfo") ?? "");
  const options = mounts.findLast((mount) => mount.type === "proc" && mount.mountPoint === "/proc");
  const hidden = /\bhidepid=(?!0\b|off\b)\w+/.exec(options?.superOptions ?? "")?.[0];
  if (hidden === undefined || missingCapabilities(["CAP_SYS_PTRACE"]).length === 0)
    return yes("none is hidden from us");
  return partly(
    `/proc is mounted with ${hidden}: processes of others are hidden`,
    "sudo portreeve doctor; for everyone: sudo mount -o remount,hidepid=0 /proc",
  );
}

function checkTracefs(): Answer {
  const folder = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"].find((path) =>
    existsSync(`${path}/instances`),
  );
  if (folder === undefined) {
    const isRoot = process.geteuid?.() === 0;
    return no(
      "tracefs is not mounted, or may not be read",
      `${isRoot ? "" : "sudo "}mount -t tracefs tracefs /sys/kernel/tracing`,
    );
  }
  try {
    accessSync(`${folder}/instances`, constants.W_OK);
    return yes(folder);
  } catch {
    return no(`${folder} may not be written`, "sudo portreeve doctor");
  }
}

/** Systems differ in what keeps users from making namespaces. */
const NAMESPACE_SETTINGS: readonly (readonly [string, string, string])[] = [
  ["kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"],
  ["kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"],
  ["user/max_user_namespaces", "0", "user.max_user_namespaces=10000"],
];

async function checkUserNamespaces(signal?: AbortSignal): Promise<Answer> {
  const result = await runCommand("unshare", ["-Urn", "true"], {
    timeoutMs: 5000,
    ...(signal && { signal }),
  });
  if (result.problem === "missing") return no("unshare is not installed", "sudo apt install util-linux");
  if (result.status === 0) return yes("user and network namespaces can be made");
  const setting = NAMESPACE_SETTINGS.find(
    ([path, refused]) => readProcText(`/proc/sys/${path}`)?.trim() === refused,
  );
  return no(
    result.stderr.trim().split("\n")[0] || "unshare -Urn was refused",
    setting === undefined ? "sudo portreeve doctor" : `sudo sysctl -w ${setting[2]}`,
  );
}

function checkSystemCalls(): Answer {
  const libc = openLibc();
  return libc instanceof Error
    ? no(
        `${libc.message.split("\n")[0]}: /proc is read, which tells less`,
        "npm install koffi, beside portreeve",
      )
    : yes("listeners are asked of the kernel itself");
}

const CHECKS: readonly AbilityCheck[] = [
  { id: "node", name: "Node.js", check: () => yes(process.version) },
  { id: "system-calls", name: "System calls (koffi)", check: checkSystemCalls },
  {
    id: "other-processes",
    name: "Owners of all listeners",
    check: () =>
      checkCapabilities(
        ["CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"],
        "the open files of other users' processes",
      ),
  },
  { id: "all-processes", name: "All processes of the machine", check: checkHiddenProcesses },
  {
    id: "network-namespaces",
    name: "Other network namespaces",
    check: () => checkCapabilities(["CAP_SYS_ADMIN"], "stepping into network namespaces"),
  },
  { id: "kernel-iterator", name: "Fast owners on busy machines (BPF iterator)", check: checkIterator },
  {
    id: "raw-sockets",
    name: "Raw sockets",
    check: () => checkCapabilities(["CAP_NET_RAW"], "capture and raw packets"),
  },
  {
    id: "network-administration",
    name: "Network administration",
    check: () => checkCapabilities(["CAP_NET_ADMIN"], "reading and changing filters"),
  },
  { id: "tracefs", name: "Kernel events (tracefs)", check: checkTracefs },
  {
    id: "nft",
    name: "nftables",
    check: (signal) => checkProgram("nft", ["--version"], "nftables", signal),
  },
  {
    id: "iptables",
    name: "iptables",
    check: (signal) => checkProgram("iptables", ["--version"], "iptables", signal),
  },
  { id: "ip", name: "iproute2", check: (signal) => checkProgram("ip", ["-V"], "iproute2", signal) },
  { id: "user-namespaces", name: "Scratch namespaces", check: checkUserNamespaces },
  {
    id: "systemd",
    name: "systemd",
    check: () =>
      existsSync("/run/systemd/system")
        ? yes("units and socket activation are named")
        : no("it does not run here: there are no units to name", null),
  },
];

/** Asked side by side; a program that gives no answer within five seconds counts as not working. */
export async function checkAbilities(signal?: AbortSignal): Promise<Ability[]> {
  return Promise.all(CHECKS.map(async ({ id, name, check }) => ({ id, name, ...(await check(signal)) })));
}
