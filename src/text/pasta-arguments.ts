/** The command line of pasta(1): which ports of the host it takes, and for which network namespace. */
import type { PublishedPort } from "../model/container.ts";

export interface PastaTarget {
  /** Null when the command line alone does not tell (`auto`, `all`, exclusions, the defaults). */
  readonly ports: readonly PublishedPort[] | null;
  readonly containerPid: number | null;
  readonly networkNamespace: string | null;
}

const PORT_OPTIONS = new Map<string, "tcp" | "udp">([
  ["-t", "tcp"],
  ["--tcp-ports", "tcp"],
  ["-u", "udp"],
  ["--udp-ports", "udp"],
]);
/** Short options without a value; every other short one takes the next argument. */
const SHORT_FLAGS = new Set(["-d", "-q", "-f", "-e", "-h", "-4", "-6", "-1"]);
const LONG_FLAG =
  /^--(?:no-.*|config-net|quiet|foreground|stderr|debug|trace|ipv[46]-only|one-off|freebind|host-lo-to-ns-lo|splice-only|version|help)$/;
const LONG_VALUE_IN_SPITE = /^--no-(?:dhcp-dns|dhcp-search)$/;
/** More lists than a command line holds. */
const MOST_PARTS = 4096;

/** What a command line, without the program's own name, tells. Never throws. */
export function parsePastaArguments(args: readonly string[]): PastaTarget {
  const ports: PublishedPort[] = [];
  let told = true;
  let seen = false;
  let networkNamespace: string | null = null;
  let positional: string | null = null;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") break;
    // What follows the first word belongs to the command that pasta runs.
    if (!arg.startsWith("-") || arg === "-") {
      positional = arg;
      break;
    }
    const { name, value, next } = optionAt(args, at);
    at = next;
    if (name === "--netns") networkNamespace = value;
    const protocol = PORT_OPTIONS.get(name);
    if (protocol === undefined) continue;
    seen = true;
    const list = parsePortList(protocol, value ?? "");
    if (list === null) told = false;
    else ports.push(...list);
  }
  const pid = positional !== null && /^\d{1,7}$/.test(positional) ? Number(positional) : null;
  const path = positional?.includes("/") === true ? positional : null;
  return {
    containerPid: pid,
    networkNamespace: networkNamespace ?? path,
    ports: told && seen ? ports : null,
  };
}

interface Option {
  readonly name: string;
  readonly value: string | null;
  /** Index of the last argument that belongs to it. */
  readonly next: number;
}

/** As getopt_long(3) reads it: `--name=value`, `--name value`, `-tVALUE`, `-t VALUE`. */
function optionAt(args: readonly string[], at: number): Option {
  const arg = args[at] ?? "";
  const following: Option = { name: arg, value: args[at + 1] ?? null, next: at + 1 };
  if (arg.startsWith("--")) {
    const equals = arg.indexOf("=");
    if (equals > 0) return { name: arg.slice(0, equals), value: arg.slice(equals + 1), next: at };
    return LONG_FLAG.test(arg) && !LONG_VALUE_IN_SPITE.test(arg)
      ? { name: arg, value: null, next: at }
      : following;
  }
  const name = arg.slice(0, 2);
  if (arg.length > 2 && !SHORT_FLAGS.has(name)) return { name, value: arg.slice(2), next: at };
  return SHORT_FLAGS.has(name) ? { name, value: null, next: at } : following;
}

/**
 * `none`, or a list of `[ADDRESS[%INTERFACE]/]FIRST[-LAST][:TO[-TO]]`. Null when the ports cannot be told from it
 * alone: `auto`, `all`, and exclusions (`~PORT`).
 */
function parsePortList(protocol: "tcp" | "udp", text: string): readonly PublishedPort[] | null {
  if (text === "none") return [];
  const slash = text.lastIndexOf("/");
  const address = slash < 0 ? null : text.slice(0, slash).replace(/%.*$/s, "") || null;
  const ports: PublishedPort[] = [];
  for (const part of text.slice(slash + 1).split(",", MOST_PARTS)) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?(?::(\d{1,5})(?:-\d{1,5})?)?$/.exec(part);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    const to = Number(match[3] ?? match[1]);
    if (first < 1 || last < first || last > 65_535) return null;
    ports.push({
      protocol,
      hostAddress: address,
      hostPort: first,
      containerPort: to,
      count: last - first + 1,
    });
  }
  return ports;
}
