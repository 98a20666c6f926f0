import type { ExplainDocument } from "../../model/explain.ts";
import { formatExplain } from "../../report/explain-text.ts";
import type { FormatOptions } from "../../report/format.ts";
import { formatJson } from "../../text/json-text.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const FORMATS = [
  { id: "table", summary: "for people (default)", format: formatExplain },
  {
    id: "json",
    summary: "one document",
    format: (document: ExplainDocument, { json }: FormatOptions) => `${formatJson(document, json)}\n`,
  },
];

export const explainCommand: Command = {
  name: "explain",
  summary: "what a port, a service, a threat or a finding means",
  description:
    "Tells in plain words what a port is for, who should reach it, why it is dangerous and what to do, with the sources. Takes a port, a port with its protocol, a range, the name of a service or of a threat, or the id of a finding of audit.",
  words: [
    {
      name: "QUERY",
      summary: '445, 445/tcp, 6000-6063, smtp, "Back Orifice", or the id of a finding',
      required: true,
    },
  ],
  options: [],
  examples: [
    { line: "portreeve explain 445/tcp", what: "a port" },
    { line: "portreeve explain redis", what: "a service" },
    { line: 'portreeve explain "Back Orifice"', what: "a threat" },
  ],
  needs: "nothing; the id of a finding needs what audit needs",
  formats: FORMATS,
  async run({ words, output }) {
    const { explain } = await import("../../app/explain.ts");
    output.write(await explain(words[0] ?? ""), FORMATS);
    return EXIT.done;
  },
};
