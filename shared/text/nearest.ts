/**
 * Edit distance in which a transposition counts as one step (optimal string alignment). Stops early beyond `limit`;
 * most typos are one or two steps away.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substituted, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

/** Strips what spellings vary in: letter case, hyphens, underscores, spaces. */
function bare(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/**
 * Returns the word of a list that was most likely meant; `null` if none is close. Spelling variants such as
 * `content_available` or `mutableContent` have distance 0.
 */
export function nearest<Word extends string>(word: string, words: readonly Word[]): Word | null {
  const given = bare(word);
  if (given === '' || given.length > 64) return null;
  let best: Word | null = null;
  let bestDistance = Infinity;
  for (const candidate of words) {
    const wanted = bare(candidate);
    const limit = wanted.length <= 3 ? 0 : wanted.length <= 5 ? 1 : 2;
    const steps = distance(given, wanted, limit);
    if (steps <= limit && steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}
