/** Where output goes, and what happens when it cannot: files, devices, pipes, full disks, Ctrl-C. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { node, program, run } from "../program.ts";
import { itUnless } from "../skip.ts";

const folders = mkdtempSync(join(tmpdir(), "portreeve-streams-"));
let folder = folders;
beforeEach(() => {
  folder = mkdtempSync(join(folders, "case-"));
});
afterAll(() => rmSync(folders, { recursive: true, force: true }));

/** Through a shell, for what only a shell can arrange; the program stands in "$@". */
function shell(script: string) {
  return spawnSync("bash", ["-c", script, "bash", node, program], {
    encoding: "utf8",
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
}

const noFull = existsSync("/dev/full") ? null : "this system has no /dev/full";

describe("a file", () => {
  it("that is new can be read by its owner alone", () => {
    expect(run(["explain", "22", "-o", "json=a=b.json"], { cwd: folder }).status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, "a=b.json"), "utf8")).query).toBe("22");
    expect(statSync(join(folder, "a=b.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["a=b.json"]);
  });

  it("that is ours keeps its mode", () => {
    const path = join(folder, "x.json");
    writeFileSync(path, "before");
    chmodSync(path, 0o644);
    expect(run(["explain", "22", "-o", `json=${path}`]).status).toBe(0);
    expect(JSON.parse(readFileSync(path, "utf8")).query).toBe("22");
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  it("behind a link is written, and the link stays", () => {
    const link = join(folder, "link");
    symlinkSync("target", link);
    expect(run(["explain", "22", "-o", `json=${link}`]).status).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, "target"), "utf8")).query).toBe("22");
  });

  it("that is a device or a pipe stays one", () => {
    expect(run(["explain", "22", "-o", "json=/dev/null"]).status).toBe(0);
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    const { stdout } = shell('mkfifo pipe; "$@" explain 22 -o json=pipe & cat pipe; wait');
    expect(JSON.parse(stdout).query).toBe("22");
    expect(lstatSync(join(folder, "pipe")).isFIFO()).toBe(true);
    expect(JSON.parse(run(["explain", "22", "-o", "json=/dev/stdout"]).stdout).query).toBe("22");
  });

  it.each([
    ["missing/x.json", /missing\/x\.json could not be written\. No such file or directory\. TRY /],
    ["", /could not be written\. Illegal operation on a directory\. TRY /],
  ])("that cannot be written is a clear error (%j)", (name, message) => {
    const { status, stderr, stdout } = run(["explain", "22", "-o", `json=${folder}/${name}`, "-o", "table"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(2);
    // What can be written is written.
    expect(stdout).toContain("22/tcp");
  });

  itUnless(noFull, "on a full disk is a clear error", () => {
    const { status, stderr } = run(["explain", "22", "-o", "json=/dev/full", "--json"]);
    expect(status).toBe(1);
    // Both ask for JSON, and stdout takes it: the error is about the file.
    expect(JSON.parse(stderr)).toMatchObject({
      code: "failed",
      message: expect.stringContaining("No space left"),
    });
  });

  itUnless(
    process.geteuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0
      ? null
      : "needs root and mount",
    "on a full disk leaves the one before as it was",
    () => {
      const script = `mkdir full && mount -t tmpfs -o size=64k tmpfs full && echo before > full/x.json &&
        head -c 60000 /dev/zero > full/fill; "$@" explain 1-1000 -o json=full/x.json; echo $?; cat full/x.json; ls full`;
      const { stdout, stderr } = spawnSync(
        "unshare",
        ["--mount", "bash", "-c", script, "bash", node, program],
        { encoding: "utf8", cwd: folder },
      );
      expect(stderr).toMatch(
        /^portreeve: full\/x\.json could not be written\. No space left on device\. TRY .*\n$/,
      );
      expect(stdout).toBe("1\nbefore\nfill\nx.json\n");
    },
  );
});

describe("stdout", () => {
  itUnless(noFull, "on a full disk is a clear error", () => {
    const { status, stderr } = shell('"$@" explain 22 > /dev/full');
    expect(stderr).toMatch(
      /^portreeve: The output could not be written\. No space left on device\. TRY .*\n$/,
    );
    expect(status).toBe(1);
    expect(shell('"$@" --version > /dev/full').status).toBe(1);
  });

  it("that the reader closes ends quietly, with the exit code of the command", () => {
    const pipe = (words: string) => shell(`set -o pipefail; "$@" ${words} | head -n 1`);
    expect(pipe("explain 1-1000")).toMatchObject({
      stdout: expect.stringMatching(/^1\/tcp/),
      stderr: "",
      status: 0,
    });
    const alone = shell('"$@" audit --fail-on low > /dev/null').status;
    expect(shell('set -o pipefail; "$@" audit --fail-on low | true').status).toBe(alone);
  });

  it("may be closed from the start, and stderr too", () => {
    expect(shell('"$@" explain 22 >&-').stderr).toBe("");
    expect(shell('"$@" adit 2>&-').status).toBe(3);
    expect(shell('"$@" adit 2>/dev/full').status).toBe(noFull === null ? 3 : expect.anything());
  });

  it("takes a document larger than a pipe in full", () => {
    const { stdout } = shell('"$@" explain 1-1000 --json | (sleep 0.2; cat)');
    expect(JSON.parse(stdout).ports.length).toBeGreaterThan(500);
  });
});

describe("Ctrl-C", () => {
  it.each([
    ["as text", [], ""],
    ["as JSON", ["--json"], /^\{"schema":"portreeve\.error\/1","code":"interrupted"/],
  ])("ends with 130, %s, and what was started ends too", async (_, words, message) => {
    // A program that never answers holds the command where the test wants it.
    const tools = join(folder, "tools");
    mkdirSync(tools);
    writeFileSync(join(tools, "nft"), `#!/bin/sh\necho $$ > ${folder}/started\nexec sleep 1000\n`, {
      mode: 0o755,
    });
    const child = spawn(node, [program, "doctor", ...words], {
      env: { ...process.env, PATH: `${tools}:${process.env["PATH"]}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const started = () =>
      existsSync(join(folder, "started")) && readFileSync(join(folder, "started"), "utf8");
    while (!started()) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGINT");
    const [code, signal] = await once(child, "close");
    expect([code, signal]).toEqual([130, null]);
    expect(stderr).toMatch(message);
    const pid = Number(started());
    while (existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8")))
      await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
