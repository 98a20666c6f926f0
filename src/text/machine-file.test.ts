import { describe, expect, it } from "vitest";
import { parseMachineFile } from "./machine-file.ts";

/** As systemd-machined 252 writes it for `systemd-nspawn -M my-shop -D /var/lib/machines/shop`. */
const FILE = `# This is private data. Do not parse.
NAME=my-shop
SCOPE=machine-my\\\\x2dshop.scope
SERVICE=systemd-nspawn
ROOT=/var/lib/machines/shop
ID=6a3d2b1c4e5f60718293a4b5c6d7e8f9
LEADER=4242
CLASS=container
REALTIME=1795511153000000
MONOTONIC=123456789
NETIF=7
`;

describe("parseMachineFile", () => {
  it("reads a container", () => {
    expect(parseMachineFile(FILE)).toMatchObject({
      id: "my-shop",
      runtime: "systemd-nspawn",
      name: "my-shop",
      image: "/var/lib/machines/shop",
      pid: 4242,
    });
  });

  it("knows libvirt's", () => {
    const text = FILE.replace("NAME=my-shop", "NAME=lxc-77-web").replace("systemd-nspawn", "libvirt-lxc");
    expect(parseMachineFile(text)).toMatchObject({ id: "web", runtime: "libvirt-lxc", name: "lxc-77-web" });
  });

  it("undoes the escapes of a path", () => {
    expect(parseMachineFile(FILE.replace("/shop", "/my\\x20shop"))?.image).toBe("/var/lib/machines/my shop");
  });

  it.each([
    ["a virtual machine", FILE.replace("CLASS=container", "CLASS=vm")],
    ["nothing", ""],
    ["no name", FILE.replace("NAME=my-shop\n", "")],
    ["another file", "root:x:0:0::/root:/bin/sh\n"],
  ])("%s is none", (_name, text) => {
    expect(parseMachineFile(text)).toBeNull();
  });

  it.each(["0", "-1", "4242junk", "99999999999", ""])("takes no PID from LEADER=%s", (leader) => {
    expect(parseMachineFile(FILE.replace("LEADER=4242", `LEADER=${leader}`))?.pid).toBeNull();
  });
});
