/**
 * /run/systemd/machines/NAME, where systemd-machined keeps what it knows of a container or virtual machine:
 * lines KEY=VALUE, sometimes quoted. Its head says "private data", so every key may be missing. See
 * https://www.freedesktop.org/wiki/Software/systemd/machined for the properties.
 */
import type { ContainerInfo } from "../model/container.ts";
import { MOST_PID } from "./container-claim.ts";

/** The container of the file's text; null for a virtual machine or a foreign file. */
export function parseMachineFile(text: string): ContainerInfo | null {
  const keys = new Map<string, string>();
  for (const line of text.split("\n", 256)) {
    const match = /^([A-Z_]{1,32})=(.*)$/.exec(line);
    if (match !== null) keys.set(match[1] ?? "", unquote(match[2] ?? ""));
  }
  const name = keys.get("NAME") ?? "";
  if (name === "" || keys.get("CLASS") !== "container") return null;
  const leader = Number(keys.get("LEADER"));
  const libvirt = /^lxc-\d+-(.+)$/s.exec(name);
  return {
    id: (libvirt?.[1] ?? name).slice(0, 256),
    runtime: keys.get("SERVICE") === "libvirt-lxc" ? "libvirt-lxc" : "systemd-nspawn",
    name: name.slice(0, 256),
    image: keys.get("ROOT")?.slice(0, 512) ?? null,
    pod: null,
    pid: Number.isInteger(leader) && leader > 0 && leader <= MOST_PID ? leader : null,
    networkNamespace: null,
    addresses: [],
    publishedPorts: [],
    user: 0,
  };
}

function unquote(value: string): string {
  return value
    .replace(/^"(.*)"$/, "$1")
    .replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_all, hex: string | undefined, plain: string | undefined) =>
      hex === undefined ? (plain ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
