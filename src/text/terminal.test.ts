import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, sanitizeText, truncateText, wrapText } from "./terminal.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("\x1b", "[", "2", "J", "\n", "\u202e", "a", "\u9b12", "\ud800") }),
);
/** Written apart from the code under test: nothing below a space, no DEL, no C1, no bidirectional control. */
const dangerous = (text: string) =>
  [...text].some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      code < 0x20 ||
      (code >= 0x7f && code < 0xa0) ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      code === 0x200e ||
      code === 0x200f ||
      (code >= 0xd800 && code <= 0xdfff)
    );
  });

describe("sanitizeText", () => {
  it.each([
    ["plain", "plain"],
    ["a\nb\tc\r", "a\\nb\\tc\\r"],
    ["\x1b[2J\x07", "\\x1b[2J\\x07"],
    ["evil\u202egnp.exe", "evil\\u202egnp.exe"],
    ["\x9b31m", "\\x9b31m"],
    ["\ud83d", "\\ud83d"],
    ["naïve 日本 🚀", "naïve 日本 🚀"],
  ])("%j becomes %j", (given, expected) => {
    expect(sanitizeText(given)).toBe(expected);
  });

  it("leaves nothing that a terminal acts on", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(dangerous(sanitizeText(text))).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("width", () => {
  it.each([
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["🚀", 2],
    ["", 0],
  ])("%j takes %i columns", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it("cuts and wraps to the width", () => {
    fc.assert(
      fc.property(anyText.map(sanitizeText), fc.integer({ min: 8, max: 40 }), (text, width) => {
        expect(displayWidth(truncateText(text, width))).toBeLessThanOrEqual(width);
        for (const line of wrapText(text, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
    expect(truncateText("abcdef", 4)).toBe("abc…");
    expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
  });
});
