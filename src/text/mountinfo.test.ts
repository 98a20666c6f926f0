import { expect, it } from "vitest";
import { parseMountinfo } from "./mountinfo.ts";

it("reads optional fields, octal escapes and bound namespaces", () => {
  const text = [
    "22 1 0:21 / /proc rw,nosuid shared:12 - proc proc rw,hidepid=invisible",
    "97 22 0:4 net:[4026532178] /run/netns/blue\\040sky rw shared:47 master:2 - nsfs nsfs rw",
    "not a mount line",
    "",
  ].join("\n");
  expect(parseMountinfo(text)).toEqual([
    { root: "/", mountPoint: "/proc", type: "proc", superOptions: "rw,hidepid=invisible" },
    { root: "net:[4026532178]", mountPoint: "/run/netns/blue sky", type: "nsfs", superOptions: "rw" },
  ]);
});
