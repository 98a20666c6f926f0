import type { DoctorDocument } from "../../model/doctor.ts";
import { formatDoctor } from "../../report/doctor-text.ts";
import type { FormatOptions } from "../../report/format.ts";
import { formatJson } from "../../text/json-text.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const FORMATS = [
  { id: "table", summary: "for people (default)", format: formatDoctor },
  {
    id: "json",
    summary: "one document",
    format: (document: DoctorDocument, { json }: FormatOptions) => `${formatJson(document, json)}\n`,
  },
];

export const doctorCommand: Command = {
  name: "doctor",
  summary: "which abilities this machine gives, and how to get the rest",
  description:
    "Checks what the commands may need of this machine: privileges, kernel features and programs. For each that is missing it prints the command that gives it.",
  words: [],
  options: [],
  examples: [{ line: "portreeve doctor", what: "what works here" }],
  needs: "nothing",
  formats: FORMATS,
  async run({ output, signal }) {
    const { doctor } = await import("../../app/doctor.ts");
    output.write(await doctor(signal), FORMATS);
    return EXIT.done;
  },
};
