/** A larger number would be past the year 5138, so it must be milliseconds. Unit: seconds. */
export const LARGEST_PLAUSIBLE_SECONDS = 100_000_000_000;
