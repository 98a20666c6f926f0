/**
 * Rows by port, found by halving among their first ports: the tables are sorted, so only these numbers are gathered
 * before the first look-up. Rows of a range stand apart; there are few.
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
  const ranges: { readonly from: number; readonly to: number; readonly row: Row }[] = [];
  for (; singles > 0; singles--) {
    const row = rows[singles - 1] as Row;
    if (last(row) <= first(row)) break;
    ranges.unshift({ from: first(row), to: last(row), row });
  }
  const ports = new Uint16Array(singles);
  for (let index = 0; index < singles; index++) ports[index] = first(rows[index] as Row);

  /** The first row whose port is not lower. */
  function lowerBound(port: number): number {
    let low = 0;
    let high = singles;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ports[middle] ?? 0) < port) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return {
    rowsAt(port) {
      const start = lowerBound(port);
      let end = start;
      while (end < singles && ports[end] === port) end++;
      const found = rows.slice(start, end);
      for (const { from, to, row } of ranges) if (port >= from && port <= to) found.push(row);
      return found;
    },
  };
}
