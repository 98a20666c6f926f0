/** The words and numbers of one finding that every form of report shows. Foreign text is made safe here. */
import type { AuditDocument, Finding } from "../model/finding.ts";
import type { Owner } from "../model/listener.ts";
import { sanitizeText } from "../text/terminal.ts";

/** Spaces within a name that could be taken for the space between columns, or be overlooked. */
const FALSE_GAP = /\p{Zs}{2,}|(?! )\p{Zs}|^ | $/gu;

/** A name of others, safe in one cell of a table. */
function nameText(name: string): string {
  return name === "" ? '""' : sanitizeText(name).replace(FALSE_GAP, (run) => "␣".repeat(run.length));
}

/** Protocols whose number is no port. */
const PORTLESS = new Set(["raw", "packet"]);

/** `22/tcp`; for raw and packet sockets the protocol and its number. */
export function endpointText(finding: Pick<Finding, "protocol" | "port">): string {
  return PORTLESS.has(finding.protocol)
    ? `${finding.protocol}:${finding.port}`
    : `${finding.port}/${finding.protocol}`;
}

/** The word that `portreeve explain` takes for it: the port, or the finding where there is none. */
export function explainWord(finding: Finding): string {
  return PORTLESS.has(finding.protocol) ? finding.id : endpointText(finding);
}

/** What `::` stands for, once it is known whether it takes IPv4 too. */
const ANY_IPV6 = new Map<boolean | null, string>([
  [true, "0.0.0.0 + ::"],
  [false, "::"],
  [null, ":: (+ IPv4?)"],
]);

/** The bound address with its device; a dual-stack one shows as both. */
export function addressText({ address, dualStack, interface: device }: Finding): string {
  const shown = address === "::" ? (ANY_IPV6.get(dualStack) ?? address) : nameText(address);
  return device === null ? shown : `${shown}%${nameText(device)}`;
}

/** The PID stands first: no name, however chosen, can look like one or push it out of a narrow column. */
function ownerText(owner: Owner): string {
  return `${owner.pid ?? "?"} ${nameText(owner.name ?? "?")}`;
}

function containerText({ container, containerRole }: Owner): string {
  if (container === null) return "";
  return `${containerRole === "forwards" ? " for" : " in"} ${nameText(container.name ?? container.id.slice(0, 12))}`;
}

/** The owners by PID and name, or why there is none. */
export function ownersText(finding: Finding): string {
  const { owners, ownerStatus } = finding;
  const [first] = owners;
  if (first === undefined) return `[${ownerStatus}]`;
  const activates = first.activates === null ? "" : ` → ${nameText(first.activates)}`;
  const container = containerText(first);
  const names = new Set(owners.map((owner) => owner.name));
  const rest = owners.length === 1 ? "" : names.size === 1 ? ` ×${owners.length}` : ` +${owners.length - 1}`;
  return `${ownerText(first)}${rest}${activates}${container}`;
}

/** The users that hold it, by name where it is known. */
export function usersText(finding: Finding): string {
  const users = new Set(
    finding.owners.map((owner) => owner.user ?? owner.uid).filter((user) => user !== null),
  );
  return [...users].map((user) => nameText(String(user))).join(",");
}

export function serviceText(finding: Finding): string {
  return finding.service === null ? "" : nameText(finding.service.name);
}

/** The first reason, which decided. */
export function reasonText(finding: Finding): string {
  return sanitizeText(finding.reasons[0]?.text ?? "");
}

export function namespaceText(finding: Finding): string {
  const { name, inode } = finding.namespace;
  return name === null ? `net:${inode}` : nameText(name);
}

/** Whether the document speaks of more than one network namespace. */
export function hasNamespaces(document: AuditDocument): boolean {
  return new Set(document.listeners.map((finding) => finding.namespace.inode)).size > 1;
}

export function summaryText(document: AuditDocument): string {
  const { listeners, keep, restrict, close, investigate, score } = document.summary;
  const parts = [
    [investigate, "to investigate"],
    [close, "to close"],
    [restrict, "to restrict"],
    [keep, "to keep"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const unparsed =
    document.unparsed === 0
      ? ""
      : ` ${document.unparsed} ${document.unparsed === 1 ? "line was" : "lines were"} not understood.`;
  return `${listeners} ${listeners === 1 ? "listener" : "listeners"}: ${told.join(", ")}. Score ${score} of 100.${unparsed}`;
}

/** Gaps of these families hide what is known of a listener, not the listener itself. */
const HIDES_NO_LISTENER = /^(?:filters|owners|container|activation|upstream-filter)/;

/** Whether a listener may be open here and not be in the document. */
export function mayHide(document: AuditDocument): boolean {
  return document.unparsed > 0 || document.gaps.some((gap) => !HIDES_NO_LISTENER.test(gap.code));
}

/** What an empty list means: only where nothing was hidden from us is nothing open. */
export function emptyText(document: AuditDocument): string {
  if (mayHide(document)) return "No listener was seen, but not everything could be looked at: see below.";
  return document.exposures.length > 0
    ? "Nothing listens here, but ports are passed on: see below."
    : "Nothing listens here: no port is open.";
}
