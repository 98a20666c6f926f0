import { expect, it } from "vitest";
import { splitWords } from "./split-words.ts";

it.each<[string, string | null, string]>([
  ["", null, ""],
  ["audit", "audit", ""],
  ["audit --json", "audit", "--json"],
  ["--json audit", "audit", "--json"],
  ["-o json audit --fail-on high", "audit", "-o json --fail-on high"],
  ["-ojson audit", "audit", "-ojson"],
  ["--output=json audit", "audit", "--output=json"],
  ["--output audit audit", "audit", "--output audit"],
  ["--debug -o csv=x --quiet explain audit", "explain", "--debug -o csv=x --quiet audit"],
  ["--jsn audit", "audit", "--jsn"],
  ["--json", null, "--json"],
  ["-o audit", null, "-o audit"],
  ["-- audit", null, "-- audit"],
  ["- audit", "-", "audit"],
])("%s calls %s", (line, command, rest) => {
  const split = (text: string) => text.split(" ").filter((word) => word !== "");
  expect(splitWords(split(line))).toEqual({ command, rest: split(rest) });
});
