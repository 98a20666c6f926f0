/** Network devices as rtnetlink tells them: names by index, and the ports of tunnels that the kernel itself opens.
 * linux/rtnetlink.h, linux/if_link.h, https://man7.org/linux/man-pages/man7/rtnetlink.7.html */
import { visitNetlinkAttributes } from "./netlink.ts";

export const RTM_GETLINK = 18;
export const RTM_NEWLINK = 16;
const IFINFO_LENGTH = 16;
const IFLA_IFNAME = 3;
const IFLA_LINKINFO = 18;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
/** Attribute that holds the UDP port of a tunnel, big-endian, by kind; they differ per driver. */
const UDP_PORT_ATTRIBUTE: Readonly<Record<string, number>> = { vxlan: 15, geneve: 5 };

export interface Link {
  readonly index: number;
  readonly name: string;
  /** `vxlan`, `veth`, …; null for a plain device. */
  readonly kind: string | null;
  /** UDP port that the kernel opens for the tunnel. */
  readonly udpPort: number | null;
}

function readText(view: DataView, at: number, length: number): string {
  let text = "";
  for (let index = 0; index < length; index++) {
    const byte = view.getUint8(at + index);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** `struct ifinfomsg` of a dump request for every device. */
export function writeLinkRequest(): Uint8Array {
  return new Uint8Array(IFINFO_LENGTH);
}

/** One RTM_NEWLINK message; null when it is too short or has no name. */
export function parseLink(view: DataView, start: number, end: number): Link | null {
  if (end - start < IFINFO_LENGTH) return null;
  let name = "";
  let kind: string | null = null;
  let dataAt = 0;
  let dataLength = 0;
  visitNetlinkAttributes(view, start + IFINFO_LENGTH, end, (type, at, length) => {
    if (type === IFLA_IFNAME) name = readText(view, at, length);
    else if (type === IFLA_LINKINFO) {
      visitNetlinkAttributes(view, at, at + length, (innerType, innerAt, innerLength) => {
        if (innerType === IFLA_INFO_KIND) kind = readText(view, innerAt, innerLength);
        else if (innerType === IFLA_INFO_DATA) {
          dataAt = innerAt;
          dataLength = innerLength;
        }
      });
    }
  });
  if (name === "") return null;
  const wanted = kind === null ? undefined : UDP_PORT_ATTRIBUTE[kind];
  let udpPort: number | null = null;
  if (wanted !== undefined) {
    visitNetlinkAttributes(view, dataAt, dataAt + dataLength, (type, at, length) => {
      if (type === wanted && length >= 2) udpPort = view.getUint16(at, false);
    });
  }
  return { index: view.getInt32(start + 4, true), name, kind, udpPort };
}
