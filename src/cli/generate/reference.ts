/** What the manual says of all commands: terms with their meaning. */
import { EXPOSURES, type Exposure, OWNER_STATUSES, type OwnerStatus } from "../../model/listener.ts";
import { EXIT } from "../exit-code.ts";

/** A term and its meaning. */
export type Term = readonly [string, string];

export interface Topic {
  /** Of its section, in capitals. */
  readonly title: string;
  /** One or more sentences before the terms. */
  readonly text: string;
  readonly terms: readonly Term[];
}

const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "done",
  error: "error, refused, or nothing known; nothing was changed",
  findings: "findings as severe as --fail-on, or more",
  usage: "wrong usage",
  privilege: "a method that was asked for lacks its privilege",
  interrupted: "interrupted",
};

const OWNER_MEANING: Readonly<Record<OwnerStatus, string>> = {
  known: "one or more processes, each with the socket in its descriptor table",
  shared: "several processes hold the same socket, most often a parent and its children",
  thread: "a thread holds it in a descriptor table of its own, or the main thread has ended",
  io_uring: "it is registered with a ring, and has no descriptor",
  "in-flight": "it waits in the queue of a UNIX socket; the note names the processes that have such a queue",
  kernel: "the kernel itself opened it: VXLAN, NFS",
  "other-namespace": "its process cannot be seen from this PID namespace",
  unreadable: "some processes could not be read, and none of the others holds it",
  vanished: "it was closed while we looked",
};

const EXPOSURE_MEANING: Readonly<Record<Exposure, string>> = {
  loopback: "this machine alone",
  "link-local": "machines on the same link",
  private: "machines of private networks (RFC 1918, unique local addresses)",
  public: "one address that the internet may reach",
  any: "every address that the machine has",
};

export const TOPICS: readonly Topic[] = [
  {
    title: "EXPOSURE",
    text: "Who could reach a listener, judged by the address that it is bound to. In the table * stands for every address, with the families that it takes.",
    terms: EXPOSURES.map((exposure) => [exposure, EXPOSURE_MEANING[exposure]]),
  },
  {
    title: "OWNERS",
    text: "Each listener says who holds it, or why nobody can be named (ownerStatus in JSON):",
    terms: OWNER_STATUSES.map((status) => [status, OWNER_MEANING[status]]),
  },
  {
    title: "OUTPUT",
    text: "Data goes to stdout, messages go to stderr. -o FORMAT=PATH writes a file: in full or not at all, readable by its owner alone when it is new; links, devices and pipes are written through. Names and command lines of other programs are shown with what a terminal would act on escaped. Errors read: what went wrong, why, and what to try; with --json they are one line of JSON (portreeve schema error).",
    terms: [],
  },
  {
    title: "ENVIRONMENT",
    text: "",
    terms: [
      ["NO_COLOR", "no colours when it is set and not empty (no-color.org)"],
      ["FORCE_COLOR", "colours even where the output is no terminal; 0 for none"],
      ["TERM", "dumb: no colours"],
      ["COLUMNS", "the width of tables where the output is no terminal; else 80, and 120 in files"],
      [
        "PORTREEVE_OWNERS",
        "how owners are found: links (by /proc) or iterator (by the kernel); by itself the faster one is taken",
      ],
    ],
  },
  {
    title: "EXIT STATUS",
    text: "",
    terms: Object.entries(EXIT).map(([name, code]) => [
      String(code),
      EXIT_MEANING[name as keyof typeof EXIT],
    ]),
  },
];
