/** A small reader of CSV (RFC 4180), apart from the writer under test. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') cell += text[++index];
      else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === "," || (character === "\r" && text[index + 1] === "\n")) {
      rows.at(-1)?.push(cell);
      cell = "";
      if (character === "\r") {
        index++;
        rows.push([]);
      }
    } else cell += character;
  }
  return rows.filter((row) => row.length > 0);
}
