/** `portreeve.audit/1` as a schema; the compiler holds it against the nouns of the model. */
import { z } from "zod";
import { SEVERITIES, VERDICTS } from "../model/finding.ts";
import { EXPOSURES, OWNER_STATUSES } from "../model/listener.ts";
import { PROTOCOLS } from "../model/protocol.ts";
import { code, gap, time } from "./parts.ts";

const owner = z.object({
  pid: z.int().positive().nullable(),
  name: z.string().nullable(),
  executable: z.string().nullable().describe("path of the running program"),
  executableDeleted: z.boolean(),
  executableInMemory: z.boolean().describe("the program was never a file on disk"),
  commandLine: z.array(z.string()),
  user: z.string().nullable(),
  uid: z.int().nonnegative().nullable(),
  startedAt: time.nullable(),
  parents: z
    .array(z.object({ pid: z.int().positive(), name: z.string() }))
    .describe("from the parent up to PID 1"),
  unit: z.string().nullable().describe("systemd unit"),
  activates: z.string().nullable().describe("service that systemd starts for a socket it holds"),
  package: z.string().nullable(),
  packageStatus: z.enum(["packaged", "unpackaged", "unknown"]),
  container: z
    .object({ id: z.string(), name: z.string().nullable(), image: z.string().nullable() })
    .nullable(),
  containerRole: z
    .enum(["inside", "forwards"])
    .nullable()
    .describe("forwards: it runs outside and passes connections on"),
});

const socketDetail = z.object({
  inode: z.int().nonnegative(),
  uid: z.int().nonnegative().nullable(),
  backlog: z.int().nonnegative().nullable(),
  receiveQueue: z.int().nonnegative(),
  sendQueue: z.int().nonnegative(),
  v6only: z.boolean().nullable(),
  mptcp: z.boolean(),
  cgroup: z.string().nullable(),
});

const listener = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{12}$/)
    .describe("the FINDING-ID"),
  protocol: z.enum(PROTOCOLS),
  address: z.string().min(1),
  port: z.int().min(0).max(65535).describe("raw: the IP protocol number; packet: the EtherType, 3 for all"),
  interface: z.string().nullable(),
  dualStack: z.boolean().nullable(),
  sockets: z.int().positive(),
  socketDetails: z.array(socketDetail),
  namespace: z.object({ inode: z.int().nonnegative(), name: z.string().nullable() }),
  owners: z.array(owner),
  ownerStatus: z.enum(OWNER_STATUSES),
  ownerNote: z.string().nullable(),
  exposure: z.enum(EXPOSURES).describe("by the bound address"),
  reachable: z.array(
    z.object({
      from: z.string(),
      verdict: z.enum(["open", "filtered", "depends", "unknown"]),
      because: z.string(),
    }),
  ),
  service: z.object({ name: z.string(), description: z.string(), source: z.string() }).nullable(),
  threats: z.array(
    z.object({ name: z.string(), kind: z.string(), confidence: z.enum(["high", "medium", "low"]) }),
  ),
  verdict: z.enum(VERDICTS),
  severity: z.enum(SEVERITIES),
  reasons: z.array(z.object({ code, text: z.string().min(1), source: z.string().min(1) })).min(1),
  lastUsed: time.nullable(),
});

const exposure = z.object({
  protocol: z.enum(PROTOCOLS),
  address: z.string().min(1),
  port: z.int().min(0).max(65535),
  via: z.string(),
  target: z.string(),
  because: z.string(),
});

const count = z.int().nonnegative();

export const auditSchema = z.object({
  schema: z.literal("portreeve.audit/1"),
  takenAt: time,
  host: z.object({ name: z.string(), os: z.string(), kernel: z.string() }),
  source: z.enum(["live", "import"]),
  listeners: z.array(listener),
  exposures: z.array(exposure).describe("reachable with no listener of its own"),
  gaps: z.array(gap),
  unparsed: count.describe("import only: lines not understood"),
  summary: z.object({
    listeners: count,
    keep: count,
    restrict: count,
    close: count,
    investigate: count,
    score: z.int().min(0).max(100),
  }),
});
