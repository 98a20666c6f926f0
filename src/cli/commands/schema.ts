import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

/** Listed here so that help needs no schema library; a test holds it against the schemas. */
export const SCHEMA_KINDS = ["audit", "explain", "doctor", "selftest", "error"] as const;

export const schemaCommand: Command = {
  name: "schema",
  summary: "the JSON Schema of a document",
  description:
    "Prints the JSON Schema (draft 2020-12) of a kind of document, or the list of kinds. Documents may grow: further fields are allowed.",
  words: [
    {
      name: "KIND",
      summary: "the kind of document; none lists them",
      required: false,
      choices: SCHEMA_KINDS,
    },
  ],
  options: [],
  examples: [{ line: "portreeve schema audit > audit.schema.json", what: "for a validator or an editor" }],
  needs: "nothing",
  formats: [],
  async run({ words, output }) {
    const kind = SCHEMA_KINDS.find((item) => item === words[0]);
    if (kind === undefined) {
      output.print(`${SCHEMA_KINDS.join("\n")}\n`);
      return EXIT.done;
    }
    const { jsonSchemaOf } = await import("../../document/schemas.ts");
    output.print(`${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`);
    return EXIT.done;
  },
};
