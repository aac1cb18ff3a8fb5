import { NOTABLE_SKEW_MS } from '#shared/apns/clock';
import { MAX_TOKEN_AGE_S, MIN_RENEWAL_INTERVAL_S, shouldRenew } from '#shared/apns/provider-token';

/** A token by this clock, corrected by what a server said of it. Unit: seconds since 1970. */
export interface TokenTimes {
  readonly issuedAtS: number;
  readonly nowS: number;
}

/** True for a token that is young enough to send. */
export function isUsable({ issuedAtS, nowS }: TokenTimes): boolean {
  // One from the future was signed under a clock that has been set right since.
  return !shouldRenew(issuedAtS, nowS) && nowS - issuedAtS > -MAX_TOKEN_AGE_S;
}

/** What {@link isStale} looks at beside the times. */
export interface TokenRefusal {
  /** The token that is kept is the one that was refused; otherwise somebody renewed already. */
  readonly isStoredToken: boolean;
  /** The refusal showed that the clock was wrong. */
  readonly isClockCorrected: boolean;
}

/**
 * True when a new token is signed in place of the one that is kept, after `ExpiredProviderToken`. APNs answers 429 to
 * whoever signs anew within twenty minutes.
 */
export function isStale(times: TokenTimes, { isStoredToken, isClockCorrected }: TokenRefusal): boolean {
  if (!isStoredToken) return !isUsable(times);
  const ageS = times.nowS - times.issuedAtS;
  // From the future: it was signed under a clock that has been set right since.
  return isClockCorrected || ageS >= MIN_RENEWAL_INTERVAL_S || ageS * 1000 < -NOTABLE_SKEW_MS;
}

/**
 * What a server's time says of this clock.
 *
 * @param serverMinusOursMs - Unit: milliseconds.
 * @returns by how much to correct it, in milliseconds; 0 for what is not worth it.
 */
export function notableSkew(serverMinusOursMs: number): number {
  return Math.abs(serverMinusOursMs) > NOTABLE_SKEW_MS ? serverMinusOursMs : 0;
}

/** True when two corrections differ by so much that a token of before them cannot be relied on. */
export function isSkewChanged(beforeMs: number, afterMs: number): boolean {
  return Math.abs(afterMs - beforeMs) > NOTABLE_SKEW_MS;
}

/** True when a person may have a new token now. */
export function mayRenewOnRequest(times: TokenTimes): boolean {
  return !isUsable(times) || times.nowS - times.issuedAtS >= MIN_RENEWAL_INTERVAL_S;
}
