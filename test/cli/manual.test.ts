/** The manual page, read by the program that formats it on most systems. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { root } from "../program.ts";
import { itUnless } from "../skip.ts";

const page = join(root, "man/portreeve.1");
const format = () => spawnSync("groff", ["-ww", "-man", "-Tutf8", "-P-cbou", page], { encoding: "utf8" });
const reason = format().error === undefined ? null : "groff is not installed";

itUnless(reason, "groff has no complaint about the manual page, and shows it whole", () => {
  const { stdout, stderr, status } = format();
  expect(stderr).toBe("");
  expect(status).toBe(0);
  for (const text of [
    "NAME",
    "SYNOPSIS",
    "--fail-on LEVEL",
    "EXIT STATUS",
    "COLUMNS",
    "portreeve explain redis",
  ])
    expect(stdout).toContain(text);
});
