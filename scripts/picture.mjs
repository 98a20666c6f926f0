// Turns what a command prints on a terminal into a picture for the README:
//   FORCE_COLOR=1 COLUMNS=120 bin/portreeve audit | node scripts/picture.mjs > docs/img/audit.svg
import { readFileSync } from "node:fs";

const COLORS = { 31: "#ff6b68", 32: "#7ec699", 33: "#e5c07b", 36: "#61c9d6" };
const WIDTH = 8.4;
const HEIGHT = 19;
const MARGIN = 16;

const escapeXml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Pieces of a line with the style in force (ECMA-48, SGR). */
function* pieces(line) {
  let style = {};
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    const code = /^\x1b\[([\d;]*)m$/.exec(part)?.[1];
    if (code === undefined) {
      if (part !== "") yield { text: part, style };
    } else if (code === "1") style = { ...style, bold: true };
    else if (code === "2") style = { ...style, dim: true };
    else if (code === "22") style = { ...style, bold: false, dim: false };
    else if (COLORS[code]) style = { ...style, color: COLORS[code] };
    else style = code === "39" ? { ...style, color: undefined } : {};
  }
}

const lines = readFileSync(0, "utf8").trimEnd().split("\n");
const columns = Math.max(...lines.map((line) => [...line.replace(/\x1b\[[\d;]*m/g, "")].length));
const width = Math.ceil(columns * WIDTH + 2 * MARGIN);
const height = lines.length * HEIGHT + 2 * MARGIN;
const rows = lines.map((line, index) => {
  const spans = [...pieces(line)].map(({ text, style }) => {
    const fill = style.color ?? (style.dim ? "#8b93a0" : "#d7dae0");
    return `<tspan fill="${fill}"${style.bold ? ' font-weight="bold"' : ""}>${escapeXml(text)}</tspan>`;
  });
  return `<text x="${MARGIN}" y="${MARGIN + HEIGHT * (index + 0.75)}" xml:space="preserve">${spans.join("")}</text>`;
});
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14">\n<rect width="100%" height="100%" rx="8" fill="#1e2127"/>\n${rows.join("\n")}\n</svg>\n`,
);
