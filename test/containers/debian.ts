/** Debian's packages, unpacked into the cache of this folder and never installed. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { whyNoWorld } from "./world.ts";

const CACHE = join(import.meta.dirname, "../../.cache/debian");

/** The packages of the container tests, with the libraries that a small Debian lacks. */
const PACKAGES = [
  ...[
    "busybox-static",
    "runc",
    "podman",
    "conmon",
    "netavark",
    "slirp4netns",
    "passt",
    "libslirp0",
    "docker.io",
  ],
  ...["containerd", "tini", "systemd-container", "lxc", "liblxc1", "liblxc-common", "iptables", "uidmap"],
  ...["golang-github-containers-common", "golang-github-containers-image", "libgpgme11", "libassuan0"],
  ...["libdevmapper1.02.1", "libsubid4", "libip4tc2", "libip6tc2", "libxtables12", "libnftnl11"],
  ...["libnetfilter-conntrack3", "libnfnetlink0"],
];

/** Why real runtimes cannot be had here; null when they can. For the titles of tests that are skipped. */
export const skipReason = findReason();

function findReason(): string | null {
  const reason = whyNoWorld() ?? attemptUnpack();
  return reason === null ? null : `(skipped: ${reason})`;
}

function attemptUnpack(): string | null {
  try {
    unpackDebian();
    return null;
  } catch (error) {
    return `Debian's packages cannot be had: ${(error as Error).message.split("\n").slice(0, 2).join(" ")}`;
  }
}

/** A tree with `usr` and `etc` of the packages. */
export function unpackDebian(): string {
  const tree = join(CACHE, "containers");
  if (existsSync(join(tree, ".complete"))) return tree;
  const packages = join(CACHE, "packages");
  mkdirSync(packages, { recursive: true });
  const download = (): unknown =>
    execFileSync("apt-get", ["download", "-qq", ...PACKAGES], { cwd: packages, stdio: "pipe" });
  try {
    download();
  } catch {
    // The lists are missing, or older than what the mirror has.
    execFileSync("apt-get", ["update", "-qq"], { stdio: "pipe" });
    download();
  }
  const fresh = `${tree}.new`;
  rmSync(fresh, { recursive: true, force: true });
  for (const name of readdirSync(packages).filter((item) => item.endsWith(".deb")))
    execFileSync("dpkg", ["-x", join(packages, name), fresh], { stdio: "pipe" });
  // The system has all in /usr, some packages still do not.
  for (const name of ["bin", "sbin", "lib"].filter((item) => existsSync(join(fresh, item))))
    cpSync(join(fresh, name), join(fresh, "usr", name), { recursive: true, verbatimSymlinks: true });
  // What the packages' scripts would have linked.
  for (const name of ["iptables", "ip6tables", "iptables-save", "iptables-restore", "ip6tables-restore"])
    symlinkSync("xtables-nft-multi", join(fresh, "usr/sbin", name));
  writeFileSync(join(fresh, ".complete"), "");
  rmSync(tree, { recursive: true, force: true });
  renameSync(fresh, tree);
  return tree;
}
