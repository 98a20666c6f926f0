import { nearestNames } from "../catalog/nearest-names.ts";

/** The known word nearest to a mistyped one; null when none is near. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  return (
    nearestNames(word, known, 1)[0] ?? known.find((item) => item.startsWith(word) && word !== "") ?? null
  );
}
