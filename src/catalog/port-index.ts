/**
 * Rows by port, found by halving: the tables are sorted, so nothing is built before the first look-up. Rows of a
 * range stand apart; there are few.
 */

/** What any row tells of itself. */
export interface RowPorts<Row> {
  first(row: Row): number;
  last(row: Row): number;
}

export interface PortIndex<Row> {
  /** Rows of the port itself, in the order of the table, then those of ranges around it. */
  rowsAt(port: number): readonly Row[];
}

/** `rows` are sorted by their first port, ranges behind all others; `scripts/build-catalog.mjs` sees to it. */
export function indexByPort<Row>(rows: readonly Row[], { first, last }: RowPorts<Row>): PortIndex<Row> {
  let singles = rows.length;
  while (singles > 0 && isRange(rows[singles - 1] as Row)) singles--;
  const ranges = rows.slice(singles);

  function isRange(row: Row): boolean {
    return last(row) > first(row);
  }
  /** The first row whose port is not lower. */
  function lowerBound(port: number): number {
    let low = 0;
    let high = singles;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (first(rows[middle] as Row) < port) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return {
    rowsAt(port) {
      const start = lowerBound(port);
      let end = start;
      while (end < singles && first(rows[end] as Row) === port) end++;
      const around = ranges.filter((row) => port >= first(row) && port <= last(row));
      return around.length === 0 ? rows.slice(start, end) : [...rows.slice(start, end), ...around];
    },
  };
}
