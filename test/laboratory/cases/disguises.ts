/** Cases of disguise (lab-disguises.c). */
import { type LaboratoryCase, need } from "../laboratory-case.ts";

export const DISGUISE_CASES: readonly LaboratoryCase[] = [
  {
    id: "name_forging",
    title: 'the name a",pid=1,fd=3',
    rows: [{ check: (finding) => need(finding.owners[0]?.name === 'a",pid=1,fd=3', "name") }],
  },
  {
    id: "name_newline",
    title: "a name with a newline",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "x\nLISTEN 0 0", "name") }],
  },
  {
    id: "name_escape",
    title: "a name with escapes",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "\x1b[2J\x1b[31mx", "name") }],
  },
  {
    id: "name_empty",
    title: "an empty name",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "", "name") }],
  },
  {
    id: "name_parenthesis",
    title: "the name a) R 1 (b",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "a) R 1 (b", "name") }],
  },
  {
    id: "argv_hostile",
    title: "newlines and invalid UTF-8 in arguments",
    rows: [
      {
        check(finding) {
          const words = finding.owners[0]?.commandLine ?? [];
          need(words[0] === "daemon\nfake row", "a newline");
          need(words[3] === "\ufffd\ufffd\x1b[2J", "invalid UTF-8");
          need(words[4] === "\u202etxt" && words.length === 5, "the rest");
        },
      },
    ],
  },
  {
    id: "memfd",
    title: "a program from memory that calls itself [kworker/0:1]",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableInMemory === true, "in memory");
          need(finding.severity === "critical" && finding.verdict === "investigate", "verdict");
        },
      },
    ],
  },
  {
    id: "deleted",
    title: "a deleted program",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableDeleted === true, "deleted");
          need(finding.owners[0]?.executable?.endsWith(" (deleted)") === false, "path without the mark");
          need(finding.severity === "critical" && finding.verdict === "investigate", "verdict");
        },
      },
    ],
  },
  {
    id: "path_mark",
    title: 'a path that really ends with " (deleted)"',
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableDeleted === false, "not deleted");
          need(finding.owners[0]?.executable?.endsWith("/lab (deleted)") === true, "path");
        },
      },
    ],
  },
  {
    id: "path_newline",
    title: "a path with a newline",
    rows: [
      { check: (finding) => need(finding.owners[0]?.executable?.endsWith("/lab\nnew") === true, "path") },
    ],
  },
  {
    id: "name_bytes",
    title: "a name of invalid UTF-8",
    rows: [{ check: (finding) => need(finding.owners[0]?.name === "\ufffd\ufffd\ufffd(", "name") }],
  },
  {
    id: "argv_title",
    title: "name and arguments rewritten to those of sshd",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.name === "sshd", "name");
          need(
            finding.owners[0]?.commandLine[0]?.startsWith("sshd: /usr/sbin/sshd -D") === true,
            "arguments",
          );
          need(finding.owners[0]?.executable?.endsWith("/lab") === true, "the program itself");
          need(finding.owners[0]?.packageStatus === "unpackaged", "no package");
        },
      },
    ],
  },
  {
    id: "argv_blank",
    title: "arguments wiped",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.commandLine.join("") === "", "arguments");
          need(finding.owners[0]?.executable?.endsWith("/lab") === true, "the program itself");
        },
      },
    ],
  },
  {
    id: "argv_huge",
    title: "1.2 million bytes of arguments",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.commandLine[3]?.startsWith("AAAA") === true, "arguments");
          need((finding.owners[0]?.commandLine.join("").length ?? 0) < 200_000, "cut to a bearable length");
        },
      },
    ],
  },
  {
    id: "replaced",
    title: "a program whose file was replaced, as by an upgrade",
    rows: [
      {
        check(finding) {
          need(finding.owners[0]?.executableDeleted === true, "deleted");
          need(finding.owners[0]?.executable?.endsWith("/lab-replaced") === true, "path");
        },
      },
    ],
  },
];
