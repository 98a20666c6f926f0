/** Sockets that the kernel itself opens: tunnels and the NFS server. They have no process. */
import type { KernelService } from "../../model/observation.ts";
import type { Link } from "../../wire/route-link.ts";
import { readProcText } from "./proc.ts";

/** One line for each port: `tcp 2049` (Documentation/filesystems/nfs/knfsd-stats.rst; needs nfsd mounted). */
const NFS_PORTS = "/proc/fs/nfsd/portlist";

/** Those of the devices of one namespace. */
export function tunnelServices(namespace: number, links: readonly Link[]): KernelService[] {
  return links.flatMap((link): KernelService[] =>
    link.udpPort === null
      ? []
      : [
          {
            namespace,
            protocol: "udp",
            port: link.udpPort,
            name: `${(link.kind ?? "").toUpperCase()} device ${link.name}`,
          },
        ],
  );
}

/** Those of the kernel's NFS server, and of the lock manager beside it, in the namespaces given. */
export function nfsServices(namespaces: readonly number[]): KernelService[] {
  const listed = [...(readProcText(NFS_PORTS) ?? "").matchAll(/^(tcp|udp) (\d+)$/gm)].map((match) => ({
    protocol: match[1] === "udp" ? ("udp" as const) : ("tcp" as const),
    port: Number(match[2]),
    name: "NFS server",
  }));
  if (listed.length === 0) return [];
  const locks = (["tcp", "udp"] as const).map((protocol) => ({
    protocol,
    port: null,
    name: "NFS lock manager",
  }));
  return [...listed, ...locks].flatMap((service) =>
    namespaces.map((namespace) => ({ ...service, namespace })),
  );
}
