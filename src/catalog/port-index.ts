/**
 * Facts by port, found by halving: the tables are sorted, so nothing is built before the first look-up, and a row is
 * decoded when its port is first asked for. Rows of a range stand apart; there are few.
 */

/** How to read one row of a table. */
export interface RowReader<Row, Fact> {
  first(row: Row): number;
  last(row: Row): number;
  protocols(row: Row): readonly string[];
  fact(row: Row): Fact;
}

/** Facts of the port itself for a protocol, in the order of the table, then those of ranges around it. */
export type LookUp<Fact> = (port: number, protocol: string) => readonly Fact[];

interface Decoded<Fact> {
  readonly protocols: readonly string[];
  readonly fact: Fact;
}

/** `rows` are sorted by their first port, ranges behind all others; `scripts/build-catalog.mjs` sees to it. */
export function indexByPort<Row, Fact>(rows: readonly Row[], reader: RowReader<Row, Fact>): LookUp<Fact> {
  const { first, last } = reader;
  const decode = (row: Row): Decoded<Fact> => ({ protocols: reader.protocols(row), fact: reader.fact(row) });
  let singles = rows.length;
  const ranges: { readonly from: number; readonly to: number; readonly decoded: Decoded<Fact> }[] = [];
  for (; singles > 0; singles--) {
    const row = rows[singles - 1] as Row;
    if (last(row) <= first(row)) break;
    ranges.unshift({ from: first(row), to: last(row), decoded: decode(row) });
  }
  /** Only ports that something is known of, so that a sweep of all ports fills no memory. */
  const known = new Map<number, readonly Decoded<Fact>[]>();

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

  function factsAt(port: number): readonly Decoded<Fact>[] {
    const start = lowerBound(port);
    let end = start;
    while (end < singles && first(rows[end] as Row) === port) end++;
    const found = rows.slice(start, end).map(decode);
    for (const { from, to, decoded } of ranges) if (port >= from && port <= to) found.push(decoded);
    return found;
  }

  return (port, protocol) => {
    let found = known.get(port);
    if (found === undefined) {
      found = factsAt(port);
      if (found.length > 0) known.set(port, found);
    }
    const facts: Fact[] = [];
    for (const item of found) if (item.protocols.includes(protocol)) facts.push(item.fact);
    return facts;
  };
}
