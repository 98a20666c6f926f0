import { describe, expect, it } from "vitest";
import { parseLxcConfig } from "./lxc-config.ts";

const CONFIG = `# Template used to create this container: /usr/share/lxc/templates/lxc-download
# Parameters passed to the template: --dist debian --release bookworm --arch amd64
lxc.include = /usr/share/lxc/config/common.conf
lxc.arch = linux64
lxc.rootfs.path = dir:/var/lib/lxc/web/rootfs
lxc.uts.name = web
`;

describe("parseLxcConfig", () => {
  it.each<[string, string, string, string | null]>([
    ["lxc-create", CONFIG, "web", "debian bookworm"],
    ["short options", "# Parameters passed to the template: -r sid -d debian\n", "101", "debian sid"],
    ["Proxmox", "lxc.uts.name = shop.example.net\nlxc.cgroup2.memory.max = 1\n", "shop.example.net", null],
    ["before LXC 2.1", "lxc.utsname = old\n", "old", null],
    ["a comment", "# lxc.uts.name = no\n", "101", null],
    ["nothing", "", "101", null],
    ["a missing value", "# Parameters passed to the template: --dist\n", "101", null],
  ])("%s", (_name, text, name, image) => {
    expect(parseLxcConfig("101", text)).toMatchObject({ id: "101", runtime: "lxc", name, image });
  });
});
