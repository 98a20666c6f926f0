// How long a user waits for nothing, beside bare Node.
import { compare } from "../measure.mjs";
import { bin } from "../own.mjs";

const node = [process.execPath, "-e", "0"];
const PAIRS = 21;

/** The bar is a ceiling: own time over that of bare Node. */
function slowdown(own) {
  const result = compare(own, node, PAIRS);
  return { ...result, ratio: 1 / result.ratio, least: 1 / result.most, most: 1 / result.least, notes: [] };
}

export default [
  {
    id: "startup-version",
    what: "portreeve --version / node -e 0",
    ceiling: 1.5,
    run: () => slowdown([...bin, "--version"]),
  },
  {
    id: "startup-audit",
    what: "portreeve audit of an idle machine / node -e 0",
    ceiling: 4,
    run: () => slowdown([...bin, "audit"]),
  },
];
