/** Cases of namespaces (lab-namespaces.c). */
import { type ExpectedRow, type LaboratoryCase, need, tcp4 } from "../laboratory-case.ts";

/** What the kernel itself opened. */
const vxlan: ExpectedRow = { protocol: "udp", status: "kernel", owners: "none" };

export const NAMESPACE_CASES: readonly LaboratoryCase[] = [
  { id: "pid_namespace", title: "a process in a PID namespace", rows: [tcp4] },
  {
    id: "chroot",
    title: "a process in a mount namespace and chroot",
    rows: [
      { check: (finding) => need(finding.owners[0]?.executable?.endsWith("/lab") === true, "the program") },
    ],
  },
  {
    id: "namespace_by_socket",
    isDeep: true,
    title: "a network namespace that only a socket holds",
    rows: [tcp4],
  },
  {
    id: "namespace_by_descriptor",
    title: "a network namespace that only a descriptor holds",
    mayLack: "VXLAN",
    rows: [vxlan],
  },
  { id: "namespace_named", title: "a named network namespace without a process", rows: [tcp4] },
  { id: "thread_namespace", title: "a network namespace of one thread", rows: [tcp4] },
  {
    id: "namespace_mounted",
    title: "a network namespace that only a mount holds",
    mayLack: "VXLAN",
    rows: [vxlan],
  },
  {
    id: "namespace_mounted_elsewhere",
    title: "a network namespace mounted in another mount namespace",
    mayLack: "VXLAN",
    rows: [vxlan],
  },
  {
    id: "rootless",
    title: "a user's own network in a user namespace",
    mayLack: "user namespaces for users",
    rows: [{ check: (finding) => need(finding.owners[0]?.uid === 65534, "uid as the host sees it") }],
  },
  {
    id: "namespace_by_thread_socket",
    isDeep: true,
    title: "a network namespace that only a socket of a thread's own table holds",
    rows: [{ status: "thread" }],
  },
];
