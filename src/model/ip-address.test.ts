import { isIP, isIPv4, isIPv6, SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpv4, formatIpv6, parseIp, sharesPrefix } from "./ip-address.ts";

const bytes16 = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc
    .array(fc.constantFrom(0, 0, 0, 0xff, 1), { minLength: 16, maxLength: 16 })
    .map((list) => Uint8Array.from(list)),
);

/** Node's own canonical text (inet_ntop), which dots some addresses that RFC 5952 leaves alone. */
function nodeText(text: string): string {
  return new SocketAddress({ address: text, family: "ipv6" }).address;
}

describe("addresses", () => {
  it("prints IPv6 as inet_ntop does", () => {
    fc.assert(
      fc.property(bytes16, (bytes) => {
        const text = formatIpv6(bytes, 0);
        const theirs = nodeText(text);
        // inet_ntop also dots ::1.2.3.4, which RFC 5952 section 5 leaves to the application.
        if (/^::\d+\./.test(theirs)) return;
        expect(text).toBe(theirs);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads what it prints", () => {
    fc.assert(
      fc.property(bytes16, (bytes) => {
        expect(parseIp(formatIpv6(bytes, 0))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        expect(parseIp(formatIpv4(bytes, 0))).toEqual(bytes);
      }),
    );
  });

  it("takes the texts that node:net takes", () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom(":", ".", "0", "1", "f", "25", "::") }),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(parseIp(value)?.length ?? 0).toBe(isIPv4(value) ? 4 : isIPv6(value) ? 16 : 0);
      }),
      { numRuns: 5000 },
    );
    expect(isIP("01.2.3.4")).toBe(parseIp("01.2.3.4")?.length ?? 0);
  });

  it.each([
    ["10.1.2.3", "10.0.0.0", 8, true],
    ["11.1.2.3", "10.0.0.0", 8, false],
    ["172.31.0.1", "172.16.0.0", 12, true],
    ["172.32.0.1", "172.16.0.0", 12, false],
    ["fe80::1", "fe80::", 10, true],
    ["10.0.0.1", "::", 0, false],
  ])("%s in %s/%i is %s", (address, network, length, expected) => {
    expect(
      sharesPrefix(parseIp(address) ?? new Uint8Array(), parseIp(network) ?? new Uint8Array(1), length),
    ).toBe(expected);
  });
});
