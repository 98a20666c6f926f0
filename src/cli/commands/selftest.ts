import type { SelftestDocument } from "../../model/selftest.ts";
import { formatSelftest } from "../../report/doctor-text.ts";
import type { FormatOptions } from "../../report/format.ts";
import { formatJson } from "../../text/json-text.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const FORMATS = [
  { id: "table", summary: "for people (default)", format: formatSelftest },
  {
    id: "json",
    summary: "one document",
    format: (document: SelftestDocument, { json }: FormatOptions) => `${formatJson(document, json)}\n`,
  },
];

export const selftestCommand: Command = {
  name: "selftest",
  summary: "tries the program on this machine",
  description:
    "Opens sockets of its own on loopback and checks that they are found with the right owner, that closed ones are not, and that the catalogue is whole. Nothing is sent to other machines.",
  words: [],
  options: [],
  examples: [{ line: "portreeve selftest", what: "exit code 1 when something fails" }],
  needs: "nothing",
  formats: FORMATS,
  async run({ output }) {
    const { selftest } = await import("../../app/selftest.ts");
    const document = await selftest();
    output.write(document, FORMATS);
    return document.failed > 0 ? EXIT.error : EXIT.done;
  },
};
