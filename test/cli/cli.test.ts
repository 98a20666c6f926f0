import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatSpecs } from "../json-formats.ts";
import { node, root, run } from "../program.ts";

const folder = mkdtempSync(join(tmpdir(), "portreeve-cli-"));
const server = createServer();

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function validate(kind: string, document: unknown): string {
  const ajv = new Ajv2020({ strict: false, formats: formatSpecs });
  const isValid = ajv.compile(JSON.parse(run(["schema", kind]).stdout))(document);
  return isValid ? "" : ajv.errorsText(ajv.errors);
}

describe("usage", () => {
  it("prints the version of package.json", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(run(["--version"]).stdout).toBe(`${version}\n`);
    expect(run(["--version"]).status).toBe(0);
  });

  it("prints help without a command, and of each command", () => {
    expect(run([]).stdout).toContain("portreeve audit");
    expect(run([]).status).toBe(0);
    expect(run(["--help"]).stdout).toBe(run([]).stdout);
    for (const command of ["audit", "explain", "doctor", "selftest", "schema", "completion"]) {
      const { status, stdout } = run([command, "--help"]);
      expect(status).toBe(0);
      expect(stdout).toContain("Examples:");
      expect(run(["help", command]).stdout).toBe(stdout);
    }
  });

  it.each([
    [["adit"], 'portreeve: There is no command "adit". The nearest is audit. TRY portreeve audit.\n'],
    [["6379/tcp"], /TRY portreeve explain 6379\/tcp\./],
    [["--json-x", "adit"], /TRY portreeve audit\./],
    [["--quiet"], /No command was given.*TRY portreeve audit --quiet\./],
    [["help", "doktor"], /TRY portreeve doctor\./],
    [
      ["audit", "--jsn"],
      'portreeve: audit has no option "--jsn". The nearest is --json. TRY portreeve audit --json.\n',
    ],
    [["audit", "--watch"], /audit has no option "--watch"/],
    [["audit", "--from", "-"], /audit has no option "--from"/],
    [["audit", "--json=yes"], /--json takes no value/],
    [["audit", "--fail-on"], /--fail-on has no value\. It takes low, medium, high, critical\./],
    [
      ["audit", "--fail-on", "hgih"],
      'portreeve: --fail-on cannot be "hgih". It is one of low, medium, high, critical. TRY portreeve audit --fail-on high.\n',
    ],
    [["audit", "--namespace", "curent"], /TRY portreeve audit --namespace current\./],
    [["audit", "--namespace", "blue"], /TRY portreeve audit --namespace \/run\/netns\/blue\./],
    [["audit", "surplus"], /audit takes no words/],
    [["audit", "--", "surplus"], /audit takes no words/],
    [
      ["audit", "-o", "tabel"],
      /audit has no form "tabel"\. The forms are table, json, ndjson, csv, markdown\. TRY portreeve audit -o table\./,
    ],
    [["audit", "-o", "csv="], /-o csv= names no file/],
    [["audit", "-o=json"], /TRY portreeve audit -o json\./],
    [["audit", "-o", "csv", "-o", "ndjson"], /csv and ndjson cannot both go to stdout/],
    [["audit", "-o", "csv=/tmp/x", "-o", "table=/tmp/x"], /cannot both go to \/tmp\/x/],
    [["schema", "audit", "-o", "csv=/tmp/x"], /schema has no form "csv"/],
    [["explain"], /QUERY is missing\. .* TRY portreeve explain 445\/tcp\./],
    [["explain", "Back", "Orifice"], /TRY portreeve explain "Back Orifice"\./],
    [["explain", "70000"], /Ports go from 0 to 65535/],
    [["explain", "30-20"], /The range ends before it starts\. TRY portreeve explain 20-30/],
    [["explain", "1-65535"], /A range may have 1024 ports/],
    [["schema", "adit"], /There is no kind "adit".*TRY portreeve schema audit\./],
    [["completion", "basch"], /TRY portreeve completion bash/],
  ])("%j is a usage error", (words, message) => {
    const { status, stderr, stdout } = run(words);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(stdout).toBe("");
    expect(status).toBe(3);
  });

  it("repeats what was typed without what a terminal would act on", () => {
    expect(run(["a\x1b[31mdit\n"]).stderr).toContain('"a\\x1b[31mdit\\n"');
  });

  it("gives errors as JSON with --json", () => {
    const { status, stderr } = run(["explain", "smpt", "--json"]);
    expect(status).toBe(1);
    const document = JSON.parse(stderr);
    expect(validate("error", document)).toBe("");
    expect(document).toMatchObject({
      schema: "portreeve.error/1",
      code: "not-found",
      hint: "portreeve explain smtp",
    });
    for (const words of [["--json"], ["-o", "json"], ["-ojson"], ["--output=json"]]) {
      const { stderr: text, status: code } = run([...words, "adit"]);
      expect(JSON.parse(text)).toMatchObject({ code: "usage", hint: "portreeve audit" });
      expect(code).toBe(3);
    }
  });

  it("takes global options before the command too", () => {
    for (const words of [["--json"], ["-o", "json"], ["--quiet", "--output=json"]])
      expect(JSON.parse(run([...words, "explain", "22"]).stdout).schema).toBe("portreeve.explain/1");
  });

  it("shows where an error came from only with --debug", () => {
    expect(run(["explain", "smpt"]).stderr.split("\n")).toHaveLength(2);
    expect(run(["explain", "smpt", "--debug"]).stderr).toMatch(/\n\s+at /);
  });
});

describe("output", () => {
  it("finds a listener of the test, and its document is valid", () => {
    const document = JSON.parse(run(["audit", "--json"]).stdout);
    expect(validate("audit", document)).toBe("");
    const { port } = server.address() as AddressInfo;
    const found = document.listeners.find(
      (item: { port: number; address: string }) => item.port === port && item.address === "127.0.0.1",
    );
    expect(found.owners[0].pid).toBe(process.pid);
    expect(found).toMatchObject({
      protocol: "tcp",
      exposure: "loopback",
      ownerStatus: "known",
      dualStack: false,
      sockets: 1,
    });
    expect(document.gaps.map((gap: { code: string }) => gap.code)).toContain("filters-not-evaluated");
    expect(document.exposures).toEqual([]);
  });

  it.each(["explain 443", "doctor", "selftest"])("%s gives a valid document", (line) => {
    const [kind = "", ...words] = line.split(" ");
    const { status, stdout } = run([kind, ...words, "--json"]);
    expect(status).toBe(0);
    expect(validate(kind, JSON.parse(stdout))).toBe("");
  });

  it("writes several forms at once, each file whole and for its owner only", () => {
    const csv = join(folder, "ports.csv");
    const json = join(folder, "a=b.json");
    const { status, stdout } = run(["audit", "-o", `csv=${csv}`, "-o", `json=${json}`, "-o", "ndjson"]);
    expect(status).toBe(0);
    expect(readFileSync(csv, "utf8").split("\r\n")[0]).toMatch(/^id,verdict,severity,protocol,address,port/);
    expect(validate("audit", JSON.parse(readFileSync(json, "utf8")))).toBe("");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: "summary", schema: "portreeve.audit/1" });
    expect(lines.filter((line) => line.type === "listener")).toHaveLength(lines.at(-1).listeners);
    expect(statSync(csv).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("colours a terminal and nothing else", () => {
    expect(run(["audit"]).stdout).not.toContain("\x1b");
    expect(run(["audit"], { env: { FORCE_COLOR: "1" } }).stdout).toContain("\x1b[");
    expect(run(["audit"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout).not.toContain("\x1b");
    expect(run(["audit", "--no-color"], { env: { FORCE_COLOR: "1" } }).stdout).not.toContain("\x1b");
  });

  it.each([40, 60, 80, 120, 200])("fits %i columns", (width) => {
    const { stdout } = run(["audit"], { env: { COLUMNS: String(width) } });
    // Commands under "Next:" stay on one line each, so that they can be copied.
    const [text = ""] = stdout.split("\nNext:");
    for (const line of text.split("\n")) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it("exits with 2 for findings as severe as asked", () => {
    const { listeners } = JSON.parse(run(["audit", "--json"]).stdout);
    const isLow = listeners.some((item: { severity: string }) => item.severity !== "none");
    expect(run(["audit", "--fail-on", "low"]).status).toBe(isLow ? 2 : 0);
  });
});

describe("explain", () => {
  it.each([
    ["445", [[445, "tcp"]], "smb"],
    [
      "6000-6002/tcp",
      [
        [6000, "tcp"],
        [6001, "tcp"],
        [6002, "tcp"],
      ],
      "x11",
    ],
    ["smtp", [[25, "tcp"]], "smtp"],
    ["Back Orifice", [[31337, "udp"]], "Back Orifice"],
  ])("%s", (query, ports) => {
    const document = JSON.parse(run(["explain", query, "--json"]).stdout);
    const found = document.ports.map((item: { port: number; protocol: string }) => [
      item.port,
      item.protocol,
    ]);
    for (const port of ports) expect(found).toContainEqual(port);
    for (const item of document.ports) expect(item.advice).toMatch(/Linux.*Windows/s);
  });

  it("explains a finding by its id", () => {
    const { listeners } = JSON.parse(run(["audit", "--json"]).stdout);
    const { port } = server.address() as AddressInfo;
    const { id } = listeners.find((item: { port: number }) => item.port === port);
    const document = JSON.parse(run(["explain", id, "--json"]).stdout);
    expect(document.ports[0]).toMatchObject({ port });
    expect(document.ports[0].advice).toMatch(/^Verdict: /);
  });
});

it("says what to do when it was not built", () => {
  const copy = mkdtempSync(join(folder, "unbuilt-"));
  spawnSync("cp", ["-r", join(root, "bin"), join(root, "package.json"), copy]);
  chmodSync(join(copy, "bin/portreeve"), 0o755);
  const { status, stderr } = spawnSync(node, [join(copy, "bin/portreeve"), "--version"], {
    encoding: "utf8",
  });
  expect(stderr).toBe("portreeve: It is not built. The folder dist is missing. TRY npm run build.\n");
  expect(status).toBe(1);
});
