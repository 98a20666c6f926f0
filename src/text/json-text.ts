/** JSON whose bytes a terminal does not act on: the same values, with more characters escaped than JSON asks for. */

/** Line ends are JSON's own here: inside of values JSON.stringify has escaped them. */
const UNSAFE = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--\n]/gv;

function escapeUnits(text: string): string {
  let escaped = "";
  for (let index = 0; index < text.length; index++)
    escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
  return escaped;
}

/** Nearly all documents are plain ASCII, in which JSON.stringify has left nothing unsafe but DEL. */
const PLAIN = /^[\n\x20-\x7e]*$/;

/** On one line, or indented by two spaces. */
export function formatJson(value: unknown, layout: "line" | "indented"): string {
  const text = JSON.stringify(value, null, layout === "indented" ? 2 : undefined);
  return PLAIN.test(text) ? text : text.replace(UNSAFE, escapeUnits);
}
