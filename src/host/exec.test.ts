import { expect, it } from "vitest";
import { runCommand } from "./exec.ts";

it.each<[string, string, readonly string[], object, object]>([
  [
    "what it prints",
    process.execPath,
    ["-e", "process.stdout.write(process.env.LC_ALL)"],
    {},
    { status: 0, stdout: "C", problem: null },
  ],
  ["its exit code", process.execPath, ["-e", "process.exit(3)"], {}, { status: 3, problem: null }],
  ["a program that is missing", "/no/such/program", [], {}, { status: null, problem: "missing" }],
  ["a path through a file", `${process.execPath}/x`, [], {}, { status: null, problem: "failed" }],
  ["an argument with a NUL", process.execPath, ["\0"], {}, { status: null, problem: "failed" }],
  [
    "too much output",
    process.execPath,
    ["-e", "process.stdout.write('x'.repeat(1e5))"],
    { maxBytes: 1000 },
    { status: null, problem: "too-long" },
  ],
  [
    "one that does not end",
    process.execPath,
    ["-e", "setInterval(() => {}, 1000)"],
    { timeoutMs: 200 },
    { status: null, problem: "timeout" },
  ],
])("tells %s", async (_, program, args, options, expected) => {
  expect(await runCommand(program, args, options)).toMatchObject(expected);
});

it("hands arguments on as they are, through no shell", async () => {
  const words = ["$(id)", "; id", "a b", "`id`", "*"];
  const { stdout } = await runCommand(process.execPath, [
    "-e",
    "console.log(JSON.stringify(process.argv.slice(1)))",
    ...words,
  ]);
  expect(JSON.parse(stdout)).toEqual(words);
});
