import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the tables stand: beside the bundle (dist/, dist/cli/, dist/chunks/), or in the sources. */
const FOLDERS = ["data", "../data", "../catalog/data"];

/** The parsed JSON of a table that the program ships. Throws when the program is not whole. */
export function readDataFile(name: string): unknown {
  const here = dirname(fileURLToPath(import.meta.url));
  const path = FOLDERS.map((folder) => join(here, folder, `${name}.json`)).find((item) => existsSync(item));
  if (path === undefined) throw new Error(`the table ${name} is missing beside ${here}`);
  return JSON.parse(readFileSync(path, "utf8"));
}
