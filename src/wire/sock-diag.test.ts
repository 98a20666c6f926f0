import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walkNetlinkMessages, writeNetlinkRequest } from "./netlink.ts";
import { parseLocalAddress } from "./route-address.ts";
import { parseLink } from "./route-link.ts";
import { parseInetSocket, parsePacketSocket } from "./sock-diag.ts";

function view(hex: string): DataView {
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  return new DataView(bytes.buffer);
}

/** Payloads that Linux 6.18 gave; what ss said of the same sockets stands in each test. */
const TCP4 =
  "020a00001f90000000000000000000000000000000000000000000000000000000000000000000000000000050b2040000000000000000000000000010000000000000004b475102050008000000000008000f00000000000c00150001000000000000000600160052000000";
const TCP6 =
  "0a0a00001f91000000000000000000000000000000000000000000000000000000000000000000000000000051b20400000000000000000000000000010000000000000051475102050008000000000005000b000100000008000f00000000000c00150001000000000000000600160012000000";
const PACKET =
  "11030300b64d510252b20400000000001c0000000000000000000000000000000000000000000000010000000800050000000000";
/** Head, name and IFLA_LINKINFO of `vx0`, type vxlan, dstport 4790 (`ip -d link`). */
const VXLAN =
  "0000010002000000021000000000000008000300767830002c0012000a00010076786c616e0000001c00020008000100070000000800040" +
  "07f00000106000f0012b60000";
const ADDRESS4 = "020880fe01000000080001007f000001080002007f000001070003006c6f0000";
const ADDRESS6 = "0a8080fe0100000014000100000000000000000000000000000000010800080080000000";

describe("sockets", () => {
  it("reads a TCP listener: 0.0.0.0:8080, Recv-Q 0, Send-Q 16, ino 38881099", () => {
    const data = view(TCP4);
    expect(parseInetSocket(data, 0, data.byteLength)).toEqual({
      family: 2,
      state: 10,
      port: 8080,
      address: new Uint8Array(4),
      interfaceIndex: 0,
      receiveQueue: 0,
      sendQueue: 16,
      uid: 0,
      inode: 38881099,
      v6only: null,
      cgroup: 1n,
    });
  });

  it("reads a V6ONLY listener: [::]:8081, Send-Q 1, ino 38881105, v6only:1", () => {
    const data = view(TCP6);
    expect(parseInetSocket(data, 0, data.byteLength)).toMatchObject({
      family: 10,
      port: 8081,
      sendQueue: 1,
      inode: 38881105,
      v6only: true,
    });
  });

  it("reads a packet socket: every frame, ino 38882742", () => {
    const data = view(PACKET);
    expect(parsePacketSocket(data, 0, data.byteLength)).toEqual({
      etherType: 3,
      interfaceIndex: 0,
      uid: 0,
      inode: 38882742,
    });
  });
});

describe("devices and addresses", () => {
  it("reads the port of a VXLAN device", () => {
    const data = view(VXLAN);
    expect(parseLink(data, 0, data.byteLength)).toEqual({
      index: 2,
      name: "vx0",
      kind: "vxlan",
      udpPort: 4790,
    });
  });

  it.each([
    [ADDRESS4, "127.0.0.1"],
    [ADDRESS6, "::1"],
  ])("reads an address", (hex, expected) => {
    const data = view(hex);
    expect(parseLocalAddress(data, 0, data.byteLength)).toBe(expected);
  });
});

describe("any bytes", () => {
  const cut = fc.tuple(
    fc.constantFrom(TCP4, TCP6, PACKET, VXLAN, ADDRESS4, ADDRESS6),
    fc.nat(400),
    fc.uint8Array({ maxLength: 60 }),
  );

  it("are read without an error, however they are cut", () => {
    fc.assert(
      fc.property(cut, ([hex, length, junk]) => {
        const bytes = Uint8Array.from([...Buffer.from(hex, "hex").subarray(0, length), ...junk]);
        const data = new DataView(bytes.buffer);
        for (const parse of [parseInetSocket, parsePacketSocket, parseLink, parseLocalAddress])
          parse(data, 0, bytes.length);
      }),
      { numRuns: 5000 },
    );
  });

  it("give messages that lie inside of them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        for (const { start, end } of walkNetlinkMessages(data))
          expect(start <= end && end <= bytes.length).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it("come back from a request as they went in", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(65535), (payload, type) => {
        const bytes = writeNetlinkRequest(type, 1, 7, payload);
        const [message] = [...walkNetlinkMessages(new DataView(bytes.buffer))];
        expect(message).toMatchObject({ type, flags: 1, sequence: 7 });
        expect([...bytes.subarray(message?.start ?? 0, (message?.start ?? 0) + payload.length)]).toEqual([
          ...payload,
        ]);
      }),
    );
  });
});
