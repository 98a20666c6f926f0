// The page of figures, docs/benchmarks.md, from what `npm run prove` noted in docs/benchmarks.json.

const HEAD = `<!-- Written by scripts/prove.mjs from docs/benchmarks.json; do not edit. -->
# Benchmarks and counts

A figure is the median of the ratios of pairs: both commands run in turn on the same machine, each pair gives one ratio of wall times, the least and the most stand in brackets. Machines are shared and noisy, so a single time says little. A pair counts only when both named the same listeners with the same owners. Times are medians; CPU time is user and system of the command and its children.

\`npm run prove\` makes all of it again, \`npm run prove NAME…\` one or more (\`tests\` for the counts); most need root on Debian and about 3 GB of memory, and what cannot be run is skipped with its reason. \`bench/load.c\` makes the loads and says what they are made of; a further benchmark is one record in \`bench/cases/\`.
`;

const times = (value) => `${value.toFixed(value < 10 ? 2 : 1)}×`;
const pair = (own, peer) => (own === undefined ? "" : `${Math.round(own)} / ${Math.round(peer)}`);

function formatFigure(figure) {
  const range = `(${figure.least.toFixed(2)}–${figure.most.toFixed(2)})`;
  return `**${times(figure.ratio)}** ${range}${figure.isMet ? "" : ", not met"}`;
}

function formatRow(id, figure) {
  const cells = [
    id,
    figure.what,
    figure.ceiling === undefined ? `at least ${figure.bar}×` : `at most ${figure.ceiling}×`,
    formatFigure(figure),
    pair(figure.ownWall, figure.peerWall),
    pair(figure.ownCpu, figure.peerCpu),
    pair(figure.ownMemory, figure.peerMemory),
    `\`${figure.command}\`, ${figure.commit}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function formatNotes(id, { notes, machine }) {
  return [`- ${id}: ${[machine, ...notes].join("; ")}`];
}

function formatTests({ summary, command, commit, machine, counted, laboratory }) {
  const lines = ["", "## Full counts", "", `${summary} (\`${command}\`, ${commit}, ${machine}).`, ""];
  lines.push(...counted.map((line) => `- ${line}`));
  if (laboratory) {
    const what =
      "What each tool shows of each case, all cases standing at once; `test/laboratory` makes them.";
    lines.push("", "## The socket laboratory", "", what, "", laboratory.trimEnd());
  }
  return lines;
}

/** `figures` by name, as docs/benchmarks.json has them; `ids` gives the order. */
export function formatPage(figures, ids) {
  const known = ids.filter((id) => figures[id] !== undefined);
  return `${[
    HEAD,
    "| name | what | bar | figure | own / peer wall ms | own / peer CPU ms | own / peer memory MB | command, commit |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...known.map((id) => formatRow(id, figures[id])),
    "",
    ...known.flatMap((id) => formatNotes(id, figures[id])),
    ...(figures.tests === undefined ? [] : formatTests(figures.tests)),
  ].join("\n")}\n`;
}
