/**
 * The configuration of an LXC container (`/var/lib/lxc/NAME/config`), which is all there is of its name and origin.
 * lxc.container.conf(5); older files have `lxc.utsname`. Proxmox numbers its containers and names them there.
 */
import type { ContainerInfo } from "../model/container.ts";

/** The container `id` by its configuration's text. */
export function parseLxcConfig(id: string, text: string): ContainerInfo {
  let hostname: string | null = null;
  let image: string | null = null;
  for (const line of text.split("\n", 4096)) {
    const setting = /^\s*lxc\.uts(?:\.)?name\s*=\s*(\S{1,253})\s*$/.exec(line);
    hostname ??= setting?.[1] ?? null;
    // lxc-create notes how it was called: `# Parameters passed to the template: --dist debian --release bookworm`.
    const parameters = /^# Parameters passed to the template: (.{1,1024})/.exec(line)?.[1];
    if (parameters !== undefined) image ??= imageOf(parameters.trim().split(/\s+/));
  }
  return {
    id,
    runtime: "lxc",
    name: hostname ?? id,
    image,
    pod: null,
    pid: null,
    networkNamespace: null,
    addresses: [],
    publishedPorts: [],
    user: 0,
  };
}

function imageOf(parameters: readonly string[]): string | null {
  const after = (...names: readonly string[]): readonly string[] => {
    const at = parameters.findIndex((parameter) => names.includes(parameter));
    const value = at < 0 ? undefined : parameters[at + 1];
    return value === undefined ? [] : [value];
  };
  const parts = [...after("--dist", "-d"), ...after("--release", "-r")];
  return parts.length === 0 ? null : parts.join(" ");
}
