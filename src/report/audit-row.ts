/** The words and numbers of one finding that every form of report shows. Foreign text is made safe here. */
import type { AuditDocument, Finding } from "../model/finding.ts";
import type { Owner } from "../model/listener.ts";
import { sanitizeText } from "../text/terminal.ts";

/** Protocols whose number is no port. */
const PORTLESS = new Set(["raw", "packet"]);

/** `22/tcp`; for raw and packet sockets the protocol and its number. */
export function endpointText(finding: Finding): string {
  return PORTLESS.has(finding.protocol)
    ? `${finding.protocol}:${finding.port}`
    : `${finding.port}/${finding.protocol}`;
}

/** What `::` stands for, once it is known whether it takes IPv4 too. */
const ANY_IPV6 = new Map<boolean | null, string>([
  [true, "0.0.0.0 + ::"],
  [false, "::"],
  [null, ":: (+ IPv4?)"],
]);

/** The bound address with its device; a dual-stack one shows as both. */
export function addressText({ address, dualStack, interface: device }: Finding): string {
  const shown = address === "::" ? (ANY_IPV6.get(dualStack) ?? address) : address;
  return device === null ? shown : `${shown}%${sanitizeText(device)}`;
}

function ownerText(owner: Owner): string {
  return `${sanitizeText(owner.name ?? "?")} (${owner.pid ?? "?"})`;
}

function containerText({ container, containerRole }: Owner): string {
  if (container === null) return "";
  return `${containerRole === "forwards" ? " for" : " in"} ${sanitizeText(container.name ?? container.id.slice(0, 12))}`;
}

/** The owners by name, or why there is none. */
export function ownersText(finding: Finding): string {
  const { owners, ownerStatus } = finding;
  const [first] = owners;
  if (first === undefined) return `[${ownerStatus}]`;
  const activates = first.activates === null ? "" : ` → ${sanitizeText(first.activates)}`;
  const container = containerText(first);
  const names = new Set(owners.map((owner) => owner.name));
  const rest = owners.length === 1 ? "" : names.size === 1 ? ` ×${owners.length}` : ` +${owners.length - 1}`;
  return `${ownerText(first)}${rest}${activates}${container}`;
}

export function serviceText(finding: Finding): string {
  return finding.service === null ? "" : sanitizeText(finding.service.name);
}

/** The first reason, which decided. */
export function reasonText(finding: Finding): string {
  return sanitizeText(finding.reasons[0]?.text ?? "");
}

export function namespaceText(finding: Finding): string {
  const { name, inode } = finding.namespace;
  return name === null ? `net:${inode}` : sanitizeText(name);
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
  return `${listeners} ${listeners === 1 ? "listener" : "listeners"}: ${told.join(", ")}. Score ${score} of 100.`;
}

/** What nothing open means: only where nothing was hidden from us is it the truth. */
export function emptyText(document: AuditDocument): string {
  const hidden = document.gaps.some((gap) => gap.code !== "filters-not-evaluated");
  return hidden
    ? "No listener was seen, but not everything could be looked at: see below."
    : "Nothing listens here: no port is open.";
}
