/** The completion scripts in the shells themselves. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, run } from "../program.ts";
import { itUnless } from "../skip.ts";
import { completeInFish, completeInZsh, whyNoShells } from "./unpacked-shells.ts";

const folder = join(root, "completions");
const COMMANDS = ["audit", "explain", "doctor", "selftest", "schema", "completion"];

/** The last word is the one to complete. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["portreeve au", ["audit"]],
  ["portreeve ", [...COMMANDS, "help"]],
  ["portreeve help d", ["doctor"]],
  ["portreeve audit --j", ["--json"]],
  ["portreeve audit --fail-on h", ["high"]],
  ["portreeve audit -o c", ["csv"]],
  ["portreeve schema ex", ["explain"]],
  ["portreeve completion ", ["bash", "zsh", "fish"]],
];

function completeInBash(line: string): string[] {
  const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _portreeve; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync(
    "bash",
    ["-c", script, "bash", join(folder, "portreeve.bash"), ...line.split(" ")],
    { encoding: "utf8" },
  );
  return stdout.split("\n").filter((word) => word !== "");
}

it.each(["bash", "zsh", "fish"])("portreeve completion %s prints the script that is installed", (shell) => {
  const files: Record<string, string> = {
    bash: "portreeve.bash",
    zsh: "_portreeve",
    fish: "portreeve.fish",
  };
  expect(run(["completion", shell]).stdout).toBe(
    spawnSync("cat", [join(folder, files[shell] ?? "")], { encoding: "utf8" }).stdout,
  );
});

describe("bash", () => {
  it.each([...CASES, ["portreeve --json -o json au", ["audit"]]] as const)("%s", (line, words) => {
    expect(completeInBash(line)).toEqual(words);
  });
});

describe("fish", () => {
  for (const [line, words] of CASES)
    itUnless(whyNoShells, line, () => {
      expect(completeInFish(join(folder, "portreeve.fish"), line).sort()).toEqual([...words].sort());
    });
});

describe("zsh", () => {
  for (const [line, words] of CASES.filter(([item]) => item !== "portreeve "))
    itUnless(whyNoShells, line, () => {
      const [only] = words;
      const screen = completeInZsh(folder, line, words.length === 1 ? "once" : "twice");
      if (words.length === 1) expect(screen).toContain(`<${line.split(" ").slice(0, -1).join(" ")} ${only}>`);
      else for (const word of words) expect(screen).toContain(word);
    });
  itUnless(whyNoShells, "portreeve and Tab lists every command with what it does", () => {
    const screen = completeInZsh(folder, "portreeve ", "twice");
    for (const command of COMMANDS) expect(screen).toMatch(new RegExp(`${command} +-- \\w`));
  });
});
