/** A server that invents a reason for every answer does not fill our memory. */
const MAX_REASONS = 100;

/** Counts a reason, as long as there are not too many of them. */
export function countReason(reasons: Map<string, number>, reason: string, count: number): void {
  if (reasons.size < MAX_REASONS || reasons.has(reason))
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
}

/** The commonest first. */
export function byCount(reasons: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...reasons].sort((a, b) => b[1] - a[1]));
}
