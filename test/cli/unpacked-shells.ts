/** zsh and fish as Debian has them, unpacked into the cache of this folder and never installed. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../program.ts";

const PACKAGES = ["zsh", "zsh-common", "fish", "fish-common", "libpcre2-32-0"];
const tree = join(root, ".cache/debian/shells");

function unpack(): void {
  if (existsSync(join(tree, ".complete"))) return;
  mkdirSync(tree, { recursive: true });
  const apt = (words: readonly string[]) => execFileSync("apt-get", words, { cwd: tree, stdio: "pipe" });
  try {
    apt(["download", "-qq", ...PACKAGES]);
  } catch {
    // The lists are missing, or older than what the mirror has.
    apt(["update", "-qq"]);
    apt(["download", "-qq", ...PACKAGES]);
  }
  for (const name of readdirSync(tree).filter((item) => item.endsWith(".deb")))
    execFileSync("dpkg", ["-x", name, "."], { cwd: tree, stdio: "pipe" });
  writeFileSync(join(tree, ".complete"), "");
}

function attempt(): string | null {
  try {
    unpack();
    for (const shell of ["bin/zsh", "usr/bin/fish"])
      execFileSync(join(tree, shell), ["--version"], { stdio: "pipe", env: shellEnvironment() });
    return null;
  } catch (error) {
    return `Debian's zsh and fish cannot be had: ${(error as Error).message.split("\n")[0]}`;
  }
}

/** The folder of a file below a folder of the tree. */
function folderOf(file: string, below: string): string {
  const found = readdirSync(join(tree, below), { recursive: true, withFileTypes: true }).find(
    (entry) => entry.name === file,
  );
  if (found === undefined) throw new Error(`the packages have no ${file}`);
  return found.parentPath;
}

function shellEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: tree,
    TERM: "dumb",
    LD_LIBRARY_PATH: folderOf("libpcre2-32.so.0", "usr/lib"),
  };
}

/** Why the shells cannot be had; null when they can. */
export const whyNoShells = attempt();

function run(program: string, words: readonly string[]): string {
  return execFileSync(join(tree, program), words, {
    cwd: tree,
    encoding: "utf8",
    env: shellEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What fish offers for a line, without descriptions. */
export function completeInFish(script: string, line: string): string[] {
  const functions = join(tree, "usr/share/fish/functions");
  const code = `set fish_function_path ${functions}; source ${script}; complete -C ${JSON.stringify(line)}`;
  return run("usr/bin/fish", ["--no-config", "-c", code])
    .split("\n")
    .filter((item) => item !== "")
    .map((item) => item.split("\t")[0] ?? "");
}

/**
 * What a terminal shows when zsh was given a line and Tab (twice, to see a list): the list, and the line as it became
 * between `<` and `>`.
 */
export function completeInZsh(folder: string, line: string, tabs: "once" | "twice"): string {
  const modules = dirname(folderOf("zpty.so", "usr/lib"));
  const base = join(tree, "usr/share/zsh/functions");
  const functions = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const setup = [
    `module_path=(${modules})`,
    `fpath=(${[base, ...functions, folder].join(" ")})`,
    "PS1=",
    "autoload -Uz compinit",
    "compinit -u -D",
    "setopt no_auto_menu bash_auto_list",
    "LISTMAX=1000",
    "print READY",
  ].join("; ");
  // Afterwards the line is made the text of a print command, whose output ends the wait.
  const code = `
    module_path=(${modules}); zmodload zsh/zpty
    zpty z ${join(tree, "bin/zsh")} -f -i
    zpty -w z ${quote(setup)}
    while [[ $seen != *READY$'\\r'* ]]; do zpty -r z chunk || break; seen+=$chunk; done
    zpty -n -w z ${quote(line)}$'${tabs === "once" ? "\\t" : "\\t\\t"}\\x01print -r -- "<\\x05>"\\n'
    while [[ $screen != *$'\\n<'*'>'* ]]; do zpty -r z chunk || break; screen+=$chunk; done
    print -r -- "$screen"
    zpty -d z`;
  return run("bin/zsh", ["-f", "-c", code]);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
