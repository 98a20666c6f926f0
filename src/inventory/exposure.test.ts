import { expect, it } from "vitest";
import { exposureOf } from "./exposure.ts";

it.each([
  ["0.0.0.0", null, "any"],
  ["::", null, "any"],
  ["*", null, "any"],
  ["0.0.0.0", "lo", "loopback"],
  ["0.0.0.0", "eth0", "any"],
  ["127.0.0.1", null, "loopback"],
  ["127.8.9.1", null, "loopback"],
  ["::1", null, "loopback"],
  ["::ffff:127.0.0.1", null, "loopback"],
  ["::ffff:0.0.0.0", null, "any"],
  ["::ffff:8.8.8.8", null, "public"],
  ["169.254.3.4", null, "link-local"],
  ["fe80::1", "eth0", "link-local"],
  ["10.0.0.1", null, "private"],
  ["172.16.0.1", null, "private"],
  ["172.32.0.1", null, "public"],
  ["192.168.1.1", null, "private"],
  ["100.64.0.1", null, "private"],
  ["fd00::1", null, "private"],
  ["224.0.0.251", null, "link-local"],
  ["ff02::fb", null, "link-local"],
  ["239.255.255.250", null, "private"],
  ["233.252.0.1", null, "public"],
  ["203.0.113.7", null, "public"],
  ["2001:db8::1", null, "public"],
])("%s on %s is %s", (address, device, expected) => {
  expect(exposureOf(address, device)).toBe(expected);
});
