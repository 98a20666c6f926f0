/**
 * How each runtime names the cgroup of a container: one record each, the first that knows a name decides.
 * Names: https://docs.docker.com/engine/containers/runmetrics, podman-run(1) `--cgroups`, runc's docs/systemd.md,
 * https://kubernetes.io/docs/concepts/architecture/cgroups, lxc.container.conf(5), systemd.resource-control(5).
 */
import type { ContainerRuntime } from "../model/container.ts";

export interface SegmentContainer {
  readonly id: string;
  readonly runtime: ContainerRuntime;
  /** Further segments that belong to the container itself (`payload`, `ns`). */
  readonly more: number;
}

/** A segment, and what stands around it. */
interface Context {
  readonly segment: string;
  readonly parent: string;
  readonly grandparent: string;
  readonly child: string;
}

type Answer = readonly [ContainerRuntime, string] | "not-a-container" | null;

const PLAIN_ID = /^[0-9a-f]{64}$/;
const POD_UID = "[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32}";
const POD = new RegExp(`^(?:[A-Za-z0-9_.-]{0,200}-)?pod(${POD_UID})(?:\\.slice)?(?::|$)`);
/** Segments that a runtime puts between a container's cgroup and what runs in it. */
const INNER = new Set(["payload", "ns", "container"]);

/** `PREFIX-ID.scope` of the systemd cgroup driver, `PREFIX-ID` of the other. */
const PREFIXES: readonly (readonly [string, ContainerRuntime])[] = [
  ["docker", "docker"],
  ["libpod-payload", "podman"],
  ["libpod", "podman"],
  ["cri-containerd", "containerd"],
  ["nerdctl", "containerd"],
  ["crio", "cri-o"],
];

const RULES: readonly ((context: Context) => Answer)[] = [
  // conmon, lxc-start and nspawn themselves run beside the container, not in it.
  ({ segment }) =>
    /^(?:libpod|crio)-conmon-[0-9a-f]{64}(?:\.scope)?$/.test(segment) ? "not-a-container" : null,
  ({ segment }) => (/^lxc\.monitor(?:\.|$)/.test(segment) ? "not-a-container" : null),
  ({ segment }) => {
    const match = /^([a-z-]{1,40})-([0-9a-f]{64})(?:\.scope)?$/.exec(segment);
    const known = PREFIXES.find(([prefix]) => prefix === match?.[1]);
    if (match === null) return null;
    return known !== undefined
      ? [known[1], match[2] ?? ""]
      : segment.endsWith(".scope")
        ? ["unknown", match[2] ?? ""]
        : null;
  },
  // The systemd form of a path that reached a driver which does not know it: `SLICE:PREFIX:ID`.
  ({ segment }) => {
    const match = /^[^:]{1,250}\.slice:([a-z-]{1,40}):([0-9a-f]{64})$/.exec(segment);
    const known = PREFIXES.find(([prefix]) => prefix === match?.[1]);
    return match === null ? null : [known?.[1] ?? "unknown", match[2] ?? ""];
  },
  ({ segment, parent, grandparent }) => {
    if (!PLAIN_ID.test(segment)) return null;
    if (parent === "docker") return ["docker", segment];
    // Podman's pod; its containers stand below, with a prefix.
    if (parent === "libpod_parent") return null;
    return [parent === "ecs" || grandparent === "ecs" ? "ecs" : "unknown", segment];
  },
  // Fargate: the task's id, then a number for the container.
  ({ segment, parent }) =>
    /^[0-9a-f]{32}-\d{1,20}$/.test(segment) && segment.startsWith(`${parent}-`) ? ["ecs", segment] : null,
  ({ segment, parent, grandparent }) =>
    (parent === "garden" || ((parent === "good" || parent === "bad") && grandparent === "garden")) &&
    /^[0-9a-z-]{20,64}$/.test(segment)
      ? ["garden", segment]
      : null,
  ({ segment }) => {
    const match = /^lxc\.payload\.(.{1,255})$/s.exec(segment);
    return match === null ? null : ["lxc", match[1] ?? ""];
  },
  ({ segment, parent, grandparent }) =>
    parent === "lxc.payload" || (parent === "lxc" && !grandparent.endsWith(".slice"))
      ? ["lxc", segment]
      : null,
  ({ segment, child }) => {
    const match = /^systemd-nspawn@(.{1,250})\.service$/.exec(segment);
    if (match === null) return null;
    return child === "supervisor" ? "not-a-container" : ["systemd-nspawn", unescapeUnit(match[1] ?? "")];
  },
  ({ segment, child }) => {
    const match = /^machine-(.{1,250})\.scope$/.exec(segment);
    if (match === null || child === "supervisor") return match === null ? null : "not-a-container";
    const name = unescapeUnit(match[1] ?? "");
    // libvirt registers its machines too: DRIVER-NUMBER-NAME.
    if (/^(?:qemu|xen|bhyve|ch)-\d+-/.test(name)) return "not-a-container";
    const libvirt = /^lxc-\d+-(.+)$/s.exec(name);
    return libvirt === null ? ["systemd-nspawn", name] : ["libvirt-lxc", libvirt[1] ?? ""];
  },
];

/** The container whose cgroup `segments[at]` is; null when it is none that a record knows. */
export function containerOfSegment(
  segments: readonly string[],
  at: number,
): SegmentContainer | "not-a-container" | null {
  const context: Context = {
    segment: segments[at] ?? "",
    parent: segments[at - 1] ?? "",
    grandparent: segments[at - 2] ?? "",
    child: segments[at + 1] ?? "",
  };
  for (const rule of RULES) {
    const answer = rule(context);
    if (answer === null) continue;
    if (answer === "not-a-container") return answer;
    const [runtime, id] = answer;
    return { id, runtime, more: INNER.has(context.child) ? 1 : 0 };
  }
  return null;
}

/** Kubernetes' uid of the pod that a segment stands for; systemd's form has underscores for dashes. */
export function podUidOf(segment: string): string | null {
  return POD.exec(segment)?.[1]?.replaceAll("_", "-") ?? null;
}

/** systemd.unit(5), "String escaping for inclusion in unit names": `\x2d` is a dash. */
function unescapeUnit(text: string): string {
  return text.replace(/(?:\\x[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = run.split("\\x").slice(1);
    return new TextDecoder().decode(Uint8Array.from(bytes, (digits) => Number.parseInt(digits, 16)));
  });
}
