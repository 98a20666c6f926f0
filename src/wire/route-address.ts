/** Addresses of a network namespace as rtnetlink tells them. linux/if_addr.h */
import { formatIpv4, formatIpv6 } from "../model/ip-address.ts";
import { visitNetlinkAttributes } from "./netlink.ts";
import { AF_INET, AF_INET6 } from "./sock-diag.ts";

export const RTM_GETADDR = 22;
export const RTM_NEWADDR = 20;
const IFADDR_LENGTH = 8;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;

/** `struct ifaddrmsg` of a dump request for every address. */
export function writeAddressRequest(): Uint8Array {
  return new Uint8Array(IFADDR_LENGTH);
}

/** Canonical text of the address in one RTM_NEWADDR message; null when there is none. */
export function parseLocalAddress(view: DataView, start: number, end: number): string | null {
  if (end - start < IFADDR_LENGTH) return null;
  const family = view.getUint8(start);
  let peer: string | null = null;
  let local: string | null = null;
  visitNetlinkAttributes(view, start + IFADDR_LENGTH, end, (type, at, length) => {
    if (type !== IFA_ADDRESS && type !== IFA_LOCAL) return;
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
    let text: string | null = null;
    if (family === AF_INET && length === 4) text = formatIpv4(bytes, 0);
    else if (family === AF_INET6 && length === 16) text = formatIpv6(bytes, 0);
    // On a point-to-point device IFA_ADDRESS is the other end's.
    if (type === IFA_LOCAL) local = text;
    else peer = text;
  });
  return local ?? peer;
}
