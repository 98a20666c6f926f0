/** A network namespace of the tests' own, with a loopback and a veth pair, taken away at the end. */
import { spawnSync } from "node:child_process";

export interface TestNetwork extends Disposable {
  readonly name: string;
  /** Words that run a program inside. */
  readonly inside: readonly string[];
}

function ip(...words: string[]): void {
  const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${words.join(" ")}: ${stderr}`);
}

/** `name` must be free. Needs root. */
export function makeNetwork(name: string): TestNetwork {
  ip("netns", "add", name);
  ip("-n", name, "link", "set", "lo", "up");
  ip("-n", name, "link", "add", "lab0", "type", "veth", "peer", "name", "lab1");
  ip("-n", name, "link", "set", "lab0", "up");
  ip("-n", name, "link", "set", "lab1", "up");
  ip("-n", name, "address", "add", "192.0.2.1/24", "dev", "lab0");
  ip("-n", name, "address", "add", "fe80::1/64", "dev", "lab0", "nodad");
  return {
    name,
    inside: ["nsenter", `--net=/run/netns/${name}`],
    [Symbol.dispose]() {
      spawnSync("ip", ["netns", "delete", name]);
    },
  };
}
