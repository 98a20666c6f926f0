import { describe, expect, it } from "vitest";
import { parseFdinfo } from "./proc-fdinfo.ts";

describe("parseFdinfo", () => {
  it("counts descriptors that wait in a UNIX socket", () => {
    const text = "pos:\t0\nflags:\t02\nmnt_id:\t10\nino:\t8741\nscm_fds: 2\n";
    expect(parseFdinfo(text)).toEqual({ parkedDescriptors: 2, ringSockets: [] });
  });

  it("lists the sockets of a ring", () => {
    const text =
      "pos:\t0\nSqMask:\t0x7\nUserFiles:\t3\n    0: socket:[4711]\n    2: /tmp/socket:[1]\n    5: socket:[4712]\nUserBufs:\t0\n    7: socket:[9]\n";
    expect(parseFdinfo(text)).toEqual({ parkedDescriptors: 0, ringSockets: [4711, 4712] });
  });

  it("finds nothing in another file", () => {
    expect(parseFdinfo("")).toEqual({ parkedDescriptors: 0, ringSockets: [] });
  });
});
