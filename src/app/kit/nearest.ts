/** Maximum share of differing letters in a suggestion, relative to the longer string. */
const DIFFERENCE_MAX = 1 / 3;

/**
 * Counts the typing errors between two strings: letters changed, left out, added, or swapped with
 * their neighbor (Damerau 1964, Levenshtein 1966).
 */
export function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + same, swap));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/**
 * Returns the candidates that a string may be a misspelling of, closest first, for "did you mean".
 *
 * At most a third of the letters differ, but one may always; case is ignored. Empty where no
 * candidate is that close.
 */
export function nearest(
  text: string,
  candidates: readonly string[],
  most: number,
): readonly string[] {
  return candidates
    .map((candidate) => {
      const distance = editDistance(text.toLowerCase(), candidate.toLowerCase());
      return { candidate, distance };
    })
    .filter(({ candidate, distance }) => {
      const longer = Math.max(text.length, candidate.length);
      return distance < longer && distance <= Math.max(1, Math.floor(longer * DIFFERENCE_MAX));
    })
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
