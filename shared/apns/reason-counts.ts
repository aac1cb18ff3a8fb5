/** Bounds memory if a server invents a new reason for every answer. */
const MAX_REASONS = 100;

/** Counts a reason, up to {@link MAX_REASONS} distinct ones. */
export function countReason(reasons: Map<string, number>, reason: string, count: number): void {
  if (reasons.size < MAX_REASONS || reasons.has(reason))
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
}

/** Sorts the counts, most frequent first. */
export function byCount(reasons: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...reasons].sort((a, b) => b[1] - a[1]));
}
