/** Text of others, made safe for a terminal and for one line; and how wide text stands there. */

/**
 * Controls (C0, DEL, C1), format characters (bidirectional overrides, zero-width, tags: Unicode TR 36), line and
 * paragraph separators, characters that show nothing, and halves of surrogate pairs.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return "\\n";
  if (code === 0x0d) return "\\r";
  if (code === 0x09) return "\\t";
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

/** One safe line: what a terminal would act on, or would not show, stands escaped. */
export function sanitizeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Marks that stand over the character before them. */
const COMBINING = /^\p{Mark}$/u;
/** East Asian wide and full-width characters, and emoji (Unicode TR 11, in ranges). */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

function characterWidth(character: string): number {
  if (character < "\u0300") return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that a safe line takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text cut to at most `width` columns, ending in `…` where something was cut. */
export function truncateText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > width - 1) break;
    cut += character;
    used += next;
  }
  return width > 0 ? `${cut}…` : "";
}

/** As {@link truncateText}, but both ends stay: what sets two addresses apart is often the last part. */
export function truncateMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const tailWidth = Math.floor((width - 1) / 2);
  let tail = "";
  for (const character of [...text].reverse()) {
    if (displayWidth(character + tail) > tailWidth) break;
    tail = character + tail;
  }
  return width > 0 ? `${truncateText(text, width - displayWidth(tail))}${tail}` : "";
}

/** Lines of at most `width` columns, broken at spaces; a longer word is cut into pieces. */
export function wrapText(text: string, width: number): string[] {
  const limit = Math.max(width, 8);
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ")) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > limit) {
      lines.push(line);
      line = "";
    }
    while (displayWidth(word) > limit) {
      let piece = "";
      for (const character of word) {
        if (displayWidth(piece + character) > limit) break;
        piece += character;
      }
      lines.push(piece);
      word = word.slice(piece.length);
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines;
}
