/** Every kind of document with its schema. */
import { z } from "zod";
import type { DoctorDocument } from "../model/doctor.ts";
import type { ErrorDocument } from "../model/error.ts";
import type { ExplainDocument } from "../model/explain.ts";
import type { AuditDocument } from "../model/finding.ts";
import type { SelftestDocument } from "../model/selftest.ts";
import { auditSchema } from "./audit.ts";
import { doctorSchema } from "./doctor.ts";
import { errorSchema } from "./error.ts";
import { explainSchema } from "./explain.ts";
import { selftestSchema } from "./selftest.ts";

/** The types of the model: what a schema takes must be one, and what is one must be taken. */
interface Documents {
  readonly audit: AuditDocument;
  readonly explain: ExplainDocument;
  readonly doctor: DoctorDocument;
  readonly selftest: SelftestDocument;
  readonly error: ErrorDocument;
}

export const SCHEMAS: { readonly [Kind in keyof Documents]: z.ZodType<Documents[Kind]> } = {
  audit: auditSchema,
  explain: explainSchema,
  doctor: doctorSchema,
  selftest: selftestSchema,
  error: errorSchema,
};

/** The JSON Schema (draft 2020-12) of a kind; further fields are allowed, since documents grow. */
export function jsonSchemaOf(kind: keyof Documents): unknown {
  return {
    $id: `portreeve.${kind}/1`,
    title: `portreeve ${kind}`,
    ...z.toJSONSchema(SCHEMAS[kind], { io: "input" }),
  };
}
