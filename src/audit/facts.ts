/** What the rules of judgement look at: a listener with what is known of its port and of its owner. */
import type { Catalog, RiskFact, ServiceFact, ThreatFact } from "../model/catalog.ts";
import type { Listener, Owner } from "../model/listener.ts";

/**
 * What kind of program answers. `suspect`: it runs from memory, poses as a kernel thread, or its file is gone and no package
 * had it. `unpackaged`: no package has its file. `interpreter`: a packaged interpreter that runs some script.
 * `unchecked`: packages could not be asked. `unknown`: no owner was found.
 */
export type OwnerKind =
  | "kernel"
  | "packaged"
  | "interpreter"
  | "unpackaged"
  | "unchecked"
  | "suspect"
  | "unknown";

/** From whom a listener could be reached, as far as its address tells. */
export type Scope = "host" | "lan" | "internet";

export interface JudgeContext {
  readonly catalog: Catalog;
  /** First and last port that the system gives to clients. */
  readonly ephemeralPorts: readonly [number, number] | null;
  /** Addresses of each network namespace, by its inode; none where they are not known. */
  readonly localAddresses: ReadonlyMap<number, ReadonlySet<string>>;
}

export interface Facts {
  readonly listener: Listener;
  readonly context: JudgeContext;
  readonly services: readonly ServiceFact[];
  readonly threats: readonly ThreatFact[];
  /** The fact that counts most here; null when none is known. Backdoor numbers count as threats instead. */
  readonly risk: RiskFact | null;
  /** A number that has no other known use than a backdoor's. */
  readonly backdoor: RiskFact | null;
  readonly ownerKind: OwnerKind;
  /** A UDP port that the system gives to clients. */
  readonly isClientPort: boolean;
  /** The catalogue knows the owner's program for this port. */
  readonly expected: boolean;
  readonly scope: Scope;
}

/** Facts of wider ranges are about dynamic ports. */
const MAX_TELLING_RANGE = 16;
const SUSPICIOUS_CATEGORY = "suspicious";
/** File names of programs that run scripts: their package says nothing of the script. */
const INTERPRETER =
  /^(?:python|perl|ruby|node|nodejs|php|php-fpm|java|lua|tclsh|wish|bash|dash|sh|zsh|busybox|socat|nc|ncat|netcat|nc\.openbsd|nc\.traditional|deno|bun|pwsh|mono|dotnet|guile|expect|gawk)(?:[\d.]+)?$/;

/** The file name of an owner's program. */
export function programName(owner: Owner): string {
  return owner.executable?.split("/").at(-1) ?? owner.name ?? "";
}

/** A program that calls itself what only the kernel's own threads are called, as `[kworker/0:1]`. */
export function posesAsKernelThread(owner: Owner): boolean {
  const title = owner.commandLine[0] ?? owner.name ?? "";
  return owner.executable !== null && /^\[[a-z]+[^\]]*\]$|^k(?:worker|thread|softirq)/.test(title);
}

/** An owner of a thousand listeners is looked at once. */
const kinds = new WeakMap<Owner, OwnerKind>();

function kindOfOwner(owner: Owner): OwnerKind {
  let kind = kinds.get(owner);
  if (kind === undefined) {
    kind = judgeOwner(owner);
    kinds.set(owner, kind);
  }
  return kind;
}

function judgeOwner(owner: Owner): OwnerKind {
  if (owner.executableInMemory || posesAsKernelThread(owner)) return "suspect";
  if (owner.executableDeleted && owner.packageStatus === "unpackaged") return "suspect";
  if (owner.packageStatus === "unknown") return "unchecked";
  if (owner.packageStatus === "unpackaged") return "unpackaged";
  return INTERPRETER.test(programName(owner)) ? "interpreter" : "packaged";
}

/** Of several owners the most doubtful counts. */
const DOUBT: readonly OwnerKind[] = ["suspect", "unpackaged", "interpreter", "unchecked", "packaged"];

function kindOf(listener: Listener): OwnerKind {
  if (listener.owners.length === 0) return listener.ownerStatus === "kernel" ? "kernel" : "unknown";
  const found = listener.owners.map(kindOfOwner);
  return DOUBT.find((kind) => found.includes(kind)) ?? "unchecked";
}

function scopeOf(listener: Listener): Scope {
  switch (listener.exposure) {
    case "loopback":
      return "host";
    case "link-local":
    case "private":
      return "lan";
    default:
      return "internet";
  }
}

function isClientPort({ protocol, port }: Listener, { ephemeralPorts }: JudgeContext): boolean {
  if (protocol !== "udp" && protocol !== "udplite") return false;
  return ephemeralPorts !== null && port >= ephemeralPorts[0] && port <= ephemeralPorts[1];
}

export function gatherFacts(listener: Listener, context: JudgeContext): Facts {
  const { catalog } = context;
  const { port, protocol } = listener;
  const isEphemeral = isClientPort(listener, context);
  // A wide range of dynamic ports says nothing of a socket that any client may have got.
  const risks = catalog
    .risks(port, protocol)
    .filter((risk) => !isEphemeral || risk.ports <= MAX_TELLING_RANGE);
  return {
    listener,
    context,
    services: catalog.services(port, protocol),
    threats: catalog.threats(port, protocol),
    risk: risks.find((risk) => risk.category !== SUSPICIOUS_CATEGORY) ?? null,
    backdoor: risks.find((risk) => risk.category === SUSPICIOUS_CATEGORY) ?? null,
    ownerKind: kindOf(listener),
    isClientPort: isEphemeral,
    expected: listener.owners.some((owner) => catalog.expectsDaemon(programName(owner), port, protocol)),
    scope: scopeOf(listener),
  };
}
