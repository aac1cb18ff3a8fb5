/** What retention knows of the time. Unit of both: Unix time in milliseconds. */
export interface BelievedTime {
  /** The latest moment that counts as having come; deliveries are old when seen from there. */
  readonly nowMs: number;
  /** Where the clock stood when it was far ahead of {@link nowMs}; `null` while it is not. */
  readonly claimedMs: number | null;
}

/** A clock that is ahead by more has to stay so for as long. Unit: milliseconds. */
const STEP_MS = 24 * 60 * 60 * 1000;

/**
 * Looks at the clock. One that is wrong for a while must not let anything be forgotten: a jump ahead counts once a later
 * look, a day after by the same clock, finds it confirmed.
 *
 * @param clockMs - Unix time in milliseconds.
 */
export function believe(known: BelievedTime, clockMs: number): BelievedTime {
  const { nowMs, claimedMs } = known;
  if (clockMs <= nowMs + STEP_MS) return { nowMs: Math.max(nowMs, clockMs), claimedMs: null };
  if (claimedMs === null || clockMs < claimedMs) return { nowMs, claimedMs: clockMs };
  // No further than what is confirmed: the clock may have become wrong since.
  if (clockMs >= claimedMs + STEP_MS) return { nowMs: claimedMs, claimedMs: clockMs };
  return known;
}
