/** listContainers as a program of one file, for processes that run elsewhere: other users, other namespaces. */
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const PROGRAM = `
import { listContainers } from "./src/host/containers/index.ts";
const listed = await listContainers(new AbortController().signal, { root: process.argv[2] ?? "" });
process.stdout.write(JSON.stringify(listed));
`;

/** The path of a script that any user can read: it prints what is listed, as JSON, for the root given to it. */
export async function bundleListing(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "portreeve-bundle-"));
  chmodSync(folder, 0o755);
  const outfile = join(folder, "list-containers.mjs");
  const stdin = { contents: PROGRAM, resolveDir: join(import.meta.dirname, "../.."), loader: "ts" } as const;
  await build({
    stdin,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    logLevel: "error",
  });
  return outfile;
}
