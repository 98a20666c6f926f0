// Bundles the program and the library into dist/, and writes the types. Plain JavaScript, so that it runs on
// the Node floor without a build.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { version, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

rmSync(join(root, "dist"), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { index: "src/index.ts", "cli/main": "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: Object.keys(dependencies),
  chunkNames: "chunks/[name]-[hash]",
  define: { PORTREEVE_VERSION: JSON.stringify(version) },
  legalComments: "none",
  logLevel: "warning",
});
cpSync(join(root, "src/catalog/data"), join(root, "dist/data"), { recursive: true });
const types = spawnSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.types.json"],
  {
    cwd: root,
    stdio: "inherit",
  },
);
process.exitCode = types.status ?? 1;
