import { describe, expect, it } from "vitest";
import { median, pairedRatio } from "./compare.mjs";

describe("the ratio of pairs", () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])("has the median of %j", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("pairs runs that stood next to each other, so that a slow moment hits both", () => {
    expect(pairedRatio([1, 10, 2], [3, 30, 8])).toEqual({ ratio: 3, least: 3, most: 4 });
  });
});
