/** Who could reach a bound address, by its range alone (RFC 6890, RFC 4193, RFC 4291, RFC 6598). */

import { parseIp, sharesPrefix } from "../model/ip-address.ts";
import type { Exposure } from "../model/listener.ts";

const RANGES: readonly [string, number, Exposure][] = [
  ["127.0.0.0", 8, "loopback"],
  ["::1", 128, "loopback"],
  ["169.254.0.0", 16, "link-local"],
  ["fe80::", 10, "link-local"],
  // Multicast that routers do not pass on, and that of an organisation.
  ["224.0.0.0", 24, "link-local"],
  ["239.0.0.0", 8, "private"],
  ["ff01::", 16, "loopback"],
  ["ff02::", 16, "link-local"],
  ["ff05::", 16, "private"],
  ["ff08::", 16, "private"],
  ["10.0.0.0", 8, "private"],
  ["172.16.0.0", 12, "private"],
  ["192.168.0.0", 16, "private"],
  ["100.64.0.0", 10, "private"],
  ["fc00::", 7, "private"],
];
const NETWORKS = RANGES.map(([network, length, exposure]) => ({
  bytes: parseIp(network) ?? new Uint8Array(),
  length,
  exposure,
}));
const MAPPED = parseIp("::ffff:0.0.0.0") ?? new Uint8Array();
/** Devices that only this machine can send to. */
const LOOPBACK_DEVICE = "lo";

/** `address` without a zone, or `*`; the device it is bound to, if any. A text that is no address counts as `any`. */
export function exposureOf(address: string, device: string | null): Exposure {
  if (device === LOOPBACK_DEVICE) return "loopback";
  let bytes = parseIp(address);
  if (bytes === null) return "any";
  if (bytes.length === 16 && sharesPrefix(bytes, MAPPED, 96)) bytes = bytes.subarray(12);
  if (bytes.every((byte) => byte === 0)) return "any";
  const own = bytes;
  return NETWORKS.find((network) => sharesPrefix(own, network.bytes, network.length))?.exposure ?? "public";
}
