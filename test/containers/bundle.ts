/** The library's container part as one file, for processes that run elsewhere: other users, other namespaces. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** Bundles a TypeScript file of this folder; gives the path of a script that any user can read. */
export async function bundle(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "portreeve-bundle-"));
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    logLevel: "error",
  });
  return outfile;
}
