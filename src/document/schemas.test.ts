import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { formatSpecs } from "../../test/json-formats.ts";
import { SAMPLES } from "../../test/sample/audit.ts";
import type { DoctorDocument } from "../model/doctor.ts";
import type { ErrorDocument } from "../model/error.ts";
import type { ExplainDocument } from "../model/explain.ts";
import type { AuditDocument } from "../model/finding.ts";
import type { SelftestDocument } from "../model/selftest.ts";
import type { auditSchema } from "./audit.ts";
import type { doctorSchema } from "./doctor.ts";
import type { errorSchema } from "./error.ts";
import type { explainSchema } from "./explain.ts";
import { jsonSchemaOf, SCHEMAS } from "./schemas.ts";
import type { selftestSchema } from "./selftest.ts";

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type Taken<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

it("describes the nouns of the model, neither more nor less", () => {
  expectTypeOf<Taken<typeof auditSchema>>().toEqualTypeOf<DeepReadonly<AuditDocument>>();
  expectTypeOf<Taken<typeof explainSchema>>().toEqualTypeOf<DeepReadonly<ExplainDocument>>();
  expectTypeOf<Taken<typeof doctorSchema>>().toEqualTypeOf<DeepReadonly<DoctorDocument>>();
  expectTypeOf<Taken<typeof selftestSchema>>().toEqualTypeOf<DeepReadonly<SelftestDocument>>();
  expectTypeOf<Taken<typeof errorSchema>>().toEqualTypeOf<DeepReadonly<ErrorDocument>>();
});

const validate = new Ajv2020({ strict: true, formats: formatSpecs }).compile(jsonSchemaOf("audit") as object);
const server = SAMPLES["server"] as AuditDocument;
const [finding] = server.listeners;
const withFinding = (fields: object) => ({ ...server, listeners: [{ ...finding, ...fields }] });

describe("the schema of an audit", () => {
  it.each(Object.entries(SAMPLES))("takes %s, by zod and by its JSON Schema", (_, document) => {
    expect(SCHEMAS.audit.safeParse(document).error).toBeUndefined();
    expect(validate(document)).toBe(true);
  });

  it("takes fields that a later version adds", () => {
    expect(validate({ ...withFinding({ new: 1 }), new: [] })).toBe(true);
  });

  it.each<[string, object]>([
    ["another kind", { ...server, schema: "portreeve.scan/1" }],
    ["a local time", { ...server, takenAt: "2026-11-24T10:00:00+01:00" }],
    ["a score above 100", { ...server, summary: { ...server.summary, score: 101 } }],
    ["a missing list", { ...server, gaps: undefined }],
    ["a gap without its sentence", { ...server, gaps: [{ code: "x", fix: null }] }],
    ["a code with spaces", { ...server, gaps: [{ code: "not seen", what: "x", fix: null }] }],
    ["port 65536", withFinding({ port: 65536 })],
    ["an empty address", withFinding({ address: "" })],
    ["an unknown verdict", withFinding({ verdict: "open" })],
    ["an unknown owner status", withFinding({ ownerStatus: "" })],
    ["PID 0", withFinding({ owners: [{ ...finding?.owners[0], pid: 0 }] })],
    ["PID -1", withFinding({ owners: [{ ...finding?.owners[0], pid: -1 }] })],
    ["no reason", withFinding({ reasons: [] })],
    ["another id", withFinding({ id: "12" })],
  ])("refuses %s", (_, document) => {
    const json: unknown = JSON.parse(JSON.stringify(document));
    expect(validate(json)).toBe(false);
    expect(SCHEMAS.audit.safeParse(json).success).toBe(false);
  });
});
