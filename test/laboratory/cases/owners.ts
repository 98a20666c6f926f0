/** Cases of owners (lab-owners.c). */
import type { Finding } from "../../../src/model/finding.ts";
import { type LaboratoryCase, need, tcp4 } from "../laboratory-case.ts";

const needParkedNote = (finding: Finding) =>
  need(/lab/.test(finding.ownerNote ?? ""), "the note names the process with the queue");

export const OWNER_CASES: readonly LaboratoryCase[] = [
  { id: "reuseport", title: "SO_REUSEPORT by three processes", rows: [{ sockets: 3 }] },
  { id: "inherited", title: "inherited by two children", rows: [{ status: "shared" }] },
  { id: "parent_closed", title: "the parent closed it, the child holds it", rows: [tcp4] },
  { id: "thread_table", title: "a thread with a descriptor table of its own", rows: [{ status: "thread" }] },
  { id: "leader_gone", title: "the main thread has ended", rows: [{ status: "thread" }] },
  {
    id: "parked",
    isDeep: true,
    title: "parked in a UNIX socket (SCM_RIGHTS)",
    rows: [{ status: "in-flight", owners: "none", check: needParkedNote }],
  },
  {
    id: "io_uring",
    mayLack: "io_uring",
    title: "registered with an io_uring, descriptor closed",
    rows: [{ status: "io_uring" }],
  },
  {
    id: "socket_uid",
    title: "the socket's user is not the process's",
    rows: [
      {
        check(finding) {
          need(finding.socketDetails[0]?.uid === 65534, "uid of the socket");
          need(finding.owners[0]?.uid === 0, "uid of the process");
        },
      },
    ],
  },
  {
    id: "dropped",
    title: "a daemon that dropped its privileges",
    rows: [{ check: (finding) => need(finding.owners[0]?.uid === 65534, "uid of the process") }],
  },
  { id: "activated", title: "a socket passed to a service (LISTEN_FDS)", rows: [{ status: "shared" }] },
  { id: "many_descriptors", title: "descriptor 7777 among 5,000", rows: [tcp4] },
  { id: "stopped", title: "a stopped process", rows: [tcp4] },
  { id: "shared_table", title: "two processes with one descriptor table", rows: [{ status: "shared" }] },
  {
    id: "reuseport_shared",
    title: "SO_REUSEPORT, and one socket held twice",
    rows: [{ sockets: 2, status: "shared" }],
  },
  {
    id: "parked_unaccepted",
    isDeep: true,
    title: "parked in a connection that nobody accepted",
    rows: [{ status: "in-flight", owners: "none", check: needParkedNote }],
  },
  {
    id: "io_uring_direct",
    title: "made within an io_uring, never a descriptor",
    mayLack: "io_uring's bind and listen (Linux 6.11)",
    rows: [{ status: "io_uring" }],
  },
  {
    id: "io_uring_inherited",
    title: "registered with an io_uring that only a child has",
    mayLack: "io_uring",
    rows: [{ status: "io_uring" }],
  },
  {
    id: "forged_links",
    title: "another program's files named as the socket are",
    mayLack: "io_uring",
    rows: [tcp4],
  },
  {
    id: "systemd_activate",
    title: "systemd-socket-activate, before a first connection",
    mayLack: "systemd-socket-activate",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "systemd-socket-", "name") }],
  },
  {
    id: "docker_proxy",
    title: "a program that calls itself docker-proxy",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.name === "docker-proxy", "name");
          need(finding.owners[0]?.executable?.endsWith("/lab") === true, "the program itself");
          need(finding.owners[0]?.container === null, "no container by name alone");
        },
      },
    ],
  },
];
