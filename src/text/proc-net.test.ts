import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProcNet, parseProcNetPacket } from "./proc-net.ts";

// Real lines of Linux 6.1 and 6.18.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000003 00:00000000 00000000   113        0 20553 1 0000000000000000 100 0 0 10 0
   1: 0F02000A:8AE2 8F8A7D4A:01BB 01 00000000:00000000 02:00000A2C 00000000  1000        0 30144 2 0000000000000000 21 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:0277 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20991 1 0000000000000000 100 0 0 10 0
   1: 000080FE00000000FF005450B6AD1DFE:0222 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20992 1 0000000000000000 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20993 1 0000000000000000 100 0 0 10 0
`;
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 1920: 00000000:12B5 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 14116 2 000000005f3759df 0
`;
const PACKET = `sk               RefCnt Type Proto  Iface R Rmem   User   Inode
0000000000000000 3      3    0003   2     1 0      0      33145
`;

describe("parseProcNet", () => {
  it("reads IPv4", () => {
    expect(
      parseProcNet(TCP).map((row) => [
        row.address,
        row.port,
        row.state,
        row.receiveQueue,
        row.uid,
        row.inode,
      ]),
    ).toEqual([
      ["127.0.0.1", 5432, 10, 3, 113, 20553],
      ["10.0.2.15", 35554, 1, 0, 1000, 30144],
    ]);
    expect(parseProcNet(UDP).map((row) => [row.address, row.port, row.state, row.inode])).toEqual([
      ["0.0.0.0", 4789, 7, 14116],
    ]);
  });

  it("reads IPv6, mapped addresses too", () => {
    expect(parseProcNet(TCP6).map((row) => [row.address, row.port])).toEqual([
      ["::1", 631],
      ["fe80::5054:ff:fe1d:adb6", 546],
      ["::ffff:127.0.0.1", 80],
    ]);
  });

  it("reads packet sockets", () => {
    expect(parseProcNetPacket(PACKET)).toEqual([{ etherType: 3, interfaceIndex: 2, uid: 0, inode: 33145 }]);
  });

  it("never throws, and never makes a row of a cut line", () => {
    fc.assert(
      fc.property(fc.nat(TCP6.length), fc.string(), (cut, junk) => {
        for (const row of parseProcNet(TCP6.slice(0, cut) + junk))
          expect(Number.isSafeInteger(row.inode)).toBe(true);
        parseProcNetPacket(PACKET.slice(0, cut) + junk);
      }),
    );
  });
});
