/** JSON whose bytes a terminal does not act on: the same values, with more characters escaped than JSON asks for. */

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escapeUnits(text: string): string {
  let escaped = "";
  for (let index = 0; index < text.length; index++)
    escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
  return escaped;
}

/** On one line, or indented by two spaces. */
export function formatJson(value: unknown, layout: "line" | "indented"): string {
  const text = JSON.stringify(value, null, layout === "indented" ? 2 : undefined);
  // Line ends are JSON's own here: inside of values JSON.stringify has escaped them.
  return text.replace(UNSAFE, (match) => (match === "\n" ? match : escapeUnits(match)));
}
