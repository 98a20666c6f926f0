import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

/** The law: a folder imports only folders of a lower level, or itself. See ARCHITECTURE.md. */
const LEVELS: Record<string, number> = {
  model: 0,
  document: 1,
  wire: 1,
  text: 1,
  catalog: 2,
  inventory: 3,
  audit: 4,
  report: 4,
  host: 5,
  store: 5,
  app: 6,
  cli: 7,
};
/** Files that stand in `src/` itself, and their level. */
const TOP_FILES: Record<string, number> = { "index.ts": 7 };
/** Folders that import less than their level would allow. */
const ONLY_LEVELS: Record<string, readonly number[]> = { host: [0, 1], store: [0, 1] };
/** Packages that a folder may import, beside `node:*` from level 5 up. */
const PACKAGES: Record<string, readonly string[]> = {
  document: ["zod"],
  host: ["koffi"],
  cli: ["commander", "zod"],
};
const PURE_BELOW = 5;
/** What a pure folder may not name: each would bring in time, chance or the machine. */
const IMPURE: readonly [RegExp, string][] = [
  [/\bprocess\./, "the process"],
  [/\bDate\.now\(|\bnew Date\(\)/, "the clock"],
  [/\bMath\.random\(/, "randomness"],
  [/\bconsole\./, "the console"],
  [/\bset(Timeout|Interval|Immediate)\(/, "timers"],
  [/\bfetch\(/, "the network"],
];

const root = join(import.meta.dirname, "..");
const source = join(root, "src");

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(path);
    return /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function readSource(path: string): SourceFile {
  const text = withoutComments(readFileSync(path, "utf8"));
  const pattern =
    /^(?:import|export)\s[^;"]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;
  const imports = [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  const inside = relative(source, path).split(sep).join("/");
  return { path: inside, folder: inside.includes("/") ? (inside.split("/")[0] ?? "") : "", text, imports };
}

const files = listFiles(source).map(readSource);

function levelOf(path: string): number | undefined {
  return path.includes("/") ? LEVELS[path.split("/")[0] ?? ""] : TOP_FILES[path];
}

describe("architecture", () => {
  it("sees the source files", () => {
    expect(files.length).toBeGreaterThan(5);
    expect(files.some((file) => file.imports.length > 0)).toBe(true);
  });

  it("knows every folder", () => {
    expect(files.filter((file) => levelOf(file.path) === undefined).map((file) => file.path)).toEqual([]);
  });

  it("imports only lower levels", () => {
    const wrong: string[] = [];
    for (const file of files) {
      const own = levelOf(file.path) ?? -1;
      for (const name of file.imports.filter((item) => item.startsWith("."))) {
        const target = posix.normalize(posix.join(posix.dirname(file.path), name));
        const level = levelOf(target) ?? 99;
        const sameFolder = file.folder !== "" && target.split("/")[0] === file.folder;
        const allowed = ONLY_LEVELS[file.folder];
        const fine = sameFolder || (level < own && (allowed === undefined || allowed.includes(level)));
        if (!fine) wrong.push(`${file.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("imports only the packages named for a folder, and the system from level 5 up", () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const name of file.imports.filter((item) => !item.startsWith("."))) {
        const fine = name.startsWith("node:")
          ? (levelOf(file.path) ?? 0) >= PURE_BELOW
          : (PACKAGES[file.folder] ?? []).includes(name);
        if (!fine) wrong.push(`${file.path} imports ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("keeps time, chance and the machine out of the pure levels", () => {
    const wrong: string[] = [];
    for (const file of files.filter((item) => (levelOf(item.path) ?? 0) < PURE_BELOW)) {
      for (const [pattern, what] of IMPURE)
        if (pattern.test(file.text)) wrong.push(`${file.path} uses ${what}`);
    }
    expect(wrong).toEqual([]);
  });

  it("asks for the platform in host/*/index.ts only", () => {
    const wrong = files.filter(
      (file) => /process\.platform/.test(file.text) && !/^host\/[^/]+\/index\.ts$/.test(file.path),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});
