// How long a user waits for nothing, beside bare Node.
import { compare } from "../compare.mjs";
import { bin } from "../own.mjs";

const node = [process.execPath, "-e", "0"];
const PAIRS = 21;

/** The ratio is turned round: own time over that of bare Node, and the bar is a ceiling. */
function slowdown(own, agree) {
  const result = compare({ own, peer: node, pairs: PAIRS, agree });
  return { ...result, ratio: 1 / result.ratio, least: 1 / result.most, most: 1 / result.least, notes: [] };
}

function requireText(text, pattern) {
  if (!pattern.test(text)) throw new Error(`unexpected answer: ${text.slice(0, 200)}`);
}

export default [
  {
    id: "startup-version",
    what: "`portreeve --version` / `node -e 0`",
    ceiling: 1.5,
    run: () => slowdown([...bin, "--version"], (text) => requireText(text, /\d+\.\d+\.\d+/)),
  },
  {
    id: "startup-audit",
    what: "`portreeve audit` of this machine, no load on it / `node -e 0`",
    ceiling: 4,
    run: () => slowdown([...bin, "audit"], (text) => requireText(text, /\S/)),
  },
];
