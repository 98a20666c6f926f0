import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatProtobuf,
  integerOf,
  messageOf,
  messagesOf,
  type ProtobufField,
  parseProtobuf,
  stringMapOf,
  stringOf,
} from "./protobuf.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("parseProtobuf", () => {
  // The examples of protobuf.dev/programming-guides/encoding.
  it.each<[string, string, readonly ProtobufField[] | null]>([
    ["varint 150", "08 96 01", [{ number: 1, value: 150n }]],
    ["testing", "12 07 74 65 73 74 69 6e 67", [{ number: 2, value: text("testing") }]],
    ["a message in a message", "1a 03 08 96 01", [{ number: 3, value: hex("08 96 01") }]],
    ["-2 as int64", "08 fe ff ff ff ff ff ff ff ff 01", [{ number: 1, value: 0xffff_ffff_ffff_fffen }]],
    [
      "fixed32 and fixed64",
      "0d 01 00 00 00 11 02 00 00 00 00 00 00 00",
      [
        { number: 1, value: 1n },
        { number: 2, value: 2n },
      ],
    ],
    ["empty", "", []],
    ["an unfinished varint", "08 96", null],
    ["a varint of eleven bytes", "08 80 80 80 80 80 80 80 80 80 80 01", null],
    ["longer than what is there", "12 08 74 65", null],
    ["a length of 2^63", "12 ff ff ff ff ff ff ff ff 7f", null],
    ["field 0", "00 01", null],
    ["a group", "0b 0c", null],
    ["a cut fixed32", "0d 01 00", null],
  ])("%s", (_name, bytes, expected) => {
    expect(parseProtobuf(hex(bytes))).toEqual(expected);
  });

  it("reads what it wrote", () => {
    const field = fc.record({
      number: fc.integer({ min: 1, max: 536_870_911 }),
      value: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.uint8Array({ maxLength: 40 })),
    });
    fc.assert(
      fc.property(fc.array(field), (message) => {
        expect(parseProtobuf(formatProtobuf(message))).toEqual(message);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  it("never throws on any bytes, and neither does what reads the fields", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const message = parseProtobuf(bytes) ?? [];
        for (let number = 1; number < 16; number++) {
          stringOf(message, number);
          integerOf(message, number);
          messageOf(message, number);
          Array.from(messagesOf(message, number));
          stringMapOf(message, number);
        }
      }),
      { seed: 6, numRuns: 3000 },
    );
  });

  it("stops at a bound", () => {
    expect(parseProtobuf(new Uint8Array(200_000).fill(0x08, 0, 200_000))).toHaveLength(100_000);
    expect(parseProtobuf(new Uint8Array(200_002).fill(0x08))).toBeNull();
  });
});

describe("fields", () => {
  const message =
    parseProtobuf(hex("0a 01 61 0a 01 62 10 05 1a 06 0a 01 6b 12 01 76 1a 02 ff ff 18 07")) ??
    expect.fail("no message");
  it("takes the last of several", () => expect(stringOf(message, 1)).toBe("b"));
  it("cuts a text", () => expect(stringOf(parseProtobuf(hex("0a 03 61 62 63")) ?? [], 1, 2)).toBe("ab"));
  it("gives 0 for a missing number, and for one of another type", () => {
    expect(integerOf(message, 2)).toBe(5);
    expect(integerOf(message, 9)).toBe(0);
    expect(integerOf(message, 1)).toBe(0);
  });
  it("reads a map and leaves out what is no message", () => {
    expect([...stringMapOf(message, 3)]).toEqual([["k", "v"]]);
    // The last field of the number counts, and here it is no message.
    expect(messageOf(message, 3)).toEqual([]);
  });
});
