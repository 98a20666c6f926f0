/** Which columns of a table are shown in a given width, and how wide each is. */
import { displayWidth } from "../text/terminal.ts";

export interface ColumnSpec {
  readonly title: string;
  /** It is never narrower, unless its cells are; what does not fit then is left out. */
  readonly least: number;
  /** It is never wider. */
  readonly most: number;
  /** Narrowest table in which it is shown. */
  readonly from: number;
  /** When even the least widths do not fit, those with the lowest rank are left out first. */
  readonly rank: number;
}

export interface FittedColumn<Spec> {
  readonly column: Spec;
  readonly width: number;
}

/** Spaces between columns. */
export const COLUMN_GAP = 2;

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + COLUMN_GAP * Math.max(0, widths.length - 1);
}

/** `cells` gives the texts of a column; the columns come back in their order. */
export function fitColumns<Spec extends ColumnSpec>(
  columns: readonly Spec[],
  cells: (column: Spec) => Iterable<string>,
  width: number,
): FittedColumn<Spec>[] {
  let fitted = columns
    .filter((column) => width >= column.from)
    .map((column) => {
      let natural = displayWidth(column.title);
      for (const cell of cells(column)) natural = Math.max(natural, displayWidth(cell));
      const most = Math.min(natural, column.most);
      return { column, width: most, least: Math.min(most, column.least) };
    });
  while (fitted.length > 1 && totalOf(fitted.map((item) => item.least)) > width) {
    const lowest = Math.min(...fitted.map((item) => item.column.rank));
    fitted = fitted.filter((item) => item.column.rank !== lowest);
  }
  for (let over = totalOf(fitted.map((item) => item.width)) - width; over > 0; over--) {
    const [first] = fitted.toSorted((a, b) => b.width - b.least - (a.width - a.least));
    if (first === undefined || first.width <= 1) break;
    first.width--;
  }
  return fitted.map(({ column, width: own }) => ({ column, width: own }));
}
