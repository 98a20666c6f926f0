import fc from "fast-check";
import { expect, it } from "vitest";
import { formatJson } from "./json-text.ts";

it("gives the same values back, without a control byte", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      for (const layout of ["line", "indented"] as const) {
        const text = formatJson(value, layout);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(layout === "line" && text.includes("\n")).toBe(false);
        expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(text)).toBe(false);
      }
    }),
  );
  expect(formatJson({ a: "\x9b1m\u202e\x1b\n" }, "line")).toBe('{"a":"\\u009b1m\\u202e\\u001b\\n"}');
});
