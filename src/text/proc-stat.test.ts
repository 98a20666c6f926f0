import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProcStat } from "./proc-stat.ts";

const rest =
  "S 1 812 812 0 -1 4194624 1187 0 3 0 5 2 0 0 20 0 1 0 1432 15732736 1200 18446744073709551615 1 1";

describe("parseProcStat", () => {
  it.each([["sshd"], ["a) S 9 (b"], ["x\n7 (evil) R 0 0"], ["(sd-pam)"], [""]])(
    "reads the name %j",
    (name) => {
      expect(parseProcStat(`812 (${name}) ${rest}\n`)).toEqual({
        pid: 812,
        name,
        state: "S",
        parentPid: 1,
        startTicks: 1432,
      });
    },
  );

  it.each([[""], ["812 sshd S"], ["812 (sshd) S x"]])("refuses %j", (text) => {
    expect(parseProcStat(text)).toBeNull();
  });

  it("takes any name for what it is, and never throws", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (name) => parseProcStat(`7 (${name}) ${rest}`)?.name === name,
      ),
    );
    fc.assert(fc.property(fc.string(), (text) => parseProcStat(text) === null || true));
  });
});
