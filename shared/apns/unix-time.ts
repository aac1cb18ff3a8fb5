/** A larger number of seconds lies beyond the year 5138: it is milliseconds. */
export const LARGEST_PLAUSIBLE_SECONDS = 100_000_000_000;
