import { expect, it } from "vitest";
import { parseProcStatus } from "./proc-status.ts";

it("reads the effective user", () => {
  const text =
    "Name:\tUid:\\t0\\t0\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t1000\t33\t0\t33\nGid:\t0\t0\t0\t0\n";
  expect(parseProcStatus(text)).toEqual({ effectiveUid: 33 });
  expect(parseProcStatus("")).toEqual({ effectiveUid: null });
});
