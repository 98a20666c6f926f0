import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SCHEMA_KINDS } from "../src/cli/commands/schema.ts";
import { generatedFiles } from "../src/cli/generate/files.ts";
import { SCHEMAS } from "../src/document/schemas.ts";
import * as library from "../src/index.ts";

const root = join(import.meta.dirname, "..");

describe("what is made from the records", () => {
  it.each(Object.entries(generatedFiles()))("%s is fresh (else: node scripts/generate.mjs)", (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });

  it("lists every kind of document", () => {
    expect([...SCHEMA_KINDS].sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  it("has the public names of the library, and no others", async () => {
    await expect(`${Object.keys(library).sort().join("\n")}\n`).toMatchFileSnapshot(
      join(root, "test/golden/public-names.txt"),
    );
  });
});
