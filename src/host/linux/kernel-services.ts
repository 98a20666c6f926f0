/** Sockets that the kernel itself opens: tunnels and the NFS server. They have no process. */
import type { KernelService } from "../../model/observation.ts";
import type { Link } from "../../wire/route-link.ts";
import { readProcText } from "./proc.ts";

/** One line for each port: `tcp 2049` (Documentation/filesystems/nfs/knfsd-stats.rst; needs nfsd mounted). */
const NFS_PORTS = "/proc/fs/nfsd/portlist";
/** NFS's fixed port, when the list is not mounted (RFC 7530, section 3.1). */
const NFS_PORT = 2049;

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

/** Those of the kernel's NFS server, in the namespaces given. */
export function nfsServices(namespaces: readonly number[], processes: readonly number[]): KernelService[] {
  const listed = [...(readProcText(NFS_PORTS) ?? "").matchAll(/^(tcp|udp) (\d+)$/gm)].map((match) => ({
    protocol: match[1] === "udp" ? ("udp" as const) : ("tcp" as const),
    port: Number(match[2]),
  }));
  const threads = new Set(
    processes.filter(isKernelThread).map((pid) => (readProcText(`/proc/${pid}/comm`) ?? "").trim()),
  );
  const services: Omit<KernelService, "namespace">[] = listed.map((item) => ({
    ...item,
    name: "NFS server",
  }));
  if (threads.has("nfsd") && listed.length === 0) {
    services.push(
      { protocol: "tcp", port: NFS_PORT, name: "NFS server" },
      { protocol: "udp", port: NFS_PORT, name: "NFS server" },
    );
  }
  if (threads.has("lockd")) {
    services.push(
      { protocol: "tcp", port: null, name: "NFS lock manager" },
      { protocol: "udp", port: null, name: "NFS lock manager" },
    );
  }
  return services.flatMap((service) => namespaces.map((namespace) => ({ ...service, namespace })));
}

/** The kernel's threads are children of kthreadd and have no command line. */
function isKernelThread(pid: number): boolean {
  return readProcText(`/proc/${pid}/cmdline`) === "";
}
