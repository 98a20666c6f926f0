// Writes the files that are made from the command records: docs/cli.md, the manual page and completions.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// Inside of node_modules, so that the bundle finds the packages.
const bundle = join(root, "node_modules/.cache/portreeve-generate.mjs");
await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/generate/files.ts"],
  outfile: bundle,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
});
const { generatedFiles } = await import(bundle);
for (const [path, text] of Object.entries(generatedFiles())) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
