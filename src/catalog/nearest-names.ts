/** Names near to a mistyped one, by Damerau-Levenshtein distance (optimal string alignment). */

const MAX_LENGTH = 40;

/** Edits between two texts, or more than `most` when there are more. A swap of neighbours is one edit. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

function sortLetters(text: string): string {
  return [...text].sort().join("");
}

/** The nearest names, best first; none further than a third of the word's letters (one at least). */
export function nearestNames(word: string, names: Iterable<string>, most: number): string[] {
  const wanted = word.toLowerCase().slice(0, MAX_LENGTH);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const letters = sortLetters(wanted);
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase(), limit);
    // Letters in another order are the likelier mistake.
    if (distance <= limit)
      near.push({ name, distance: distance + (sortLetters(name.toLowerCase()) === letters ? 0 : 0.5) });
  }
  return near
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map((item) => item.name);
}
