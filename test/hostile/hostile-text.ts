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

/** Written apart from the code under test: what a terminal would act on, or an eye would be cheated by. */
export function isDangerous(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 && code !== 0x0a && code !== 0x0d) return true;
    if (code >= 0x7f && code <= 0x9f) return true;
    if (
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      code === 0x200b ||
      code === 0xfeff
    )
      return true;
    if (code >= 0xd800 && code <= 0xdfff) return true;
  }
  return false;
}
