import { NOTABLE_SKEW_MS } from '#shared/apns/clock';
import { MAX_TOKEN_AGE_S, MIN_RENEWAL_INTERVAL_S, shouldRenew } from '#shared/apns/provider-token';

/** Times by the local clock, corrected by the server's. Unit: seconds since 1970. */
export interface TokenTimes {
  readonly issuedAtS: number;
  readonly nowS: number;
}

/** True for a token that is recent enough to send. */
export function isUsable({ issuedAtS, nowS }: TokenTimes): boolean {
  // A token from the future was signed while the local clock was wrong.
  return !shouldRenew(issuedAtS, nowS) && nowS - issuedAtS > -MAX_TOKEN_AGE_S;
}

/** What {@link isStale} depends on in addition to the times. */
export interface TokenRefusal {
  /** True if the stored token is the one that was refused; otherwise another process has renewed it. */
  readonly isStoredToken: boolean;
  /** True if the refusal showed that the local clock was wrong. */
  readonly isClockCorrected: boolean;
}

/**
 * True when the stored token must be replaced after `ExpiredProviderToken`. APNs answers 429 to a second token
 * within twenty minutes.
 */
export function isStale(times: TokenTimes, { isStoredToken, isClockCorrected }: TokenRefusal): boolean {
  if (!isStoredToken) return !isUsable(times);
  const ageS = times.nowS - times.issuedAtS;
  // A token from the future was signed while the local clock was wrong.
  return isClockCorrected || ageS >= MIN_RENEWAL_INTERVAL_S || ageS * 1000 < -NOTABLE_SKEW_MS;
}

/**
 * The correction of the local clock that a server's time calls for.
 *
 * @param serverMinusOursMs - Unit: milliseconds.
 * @returns the correction in milliseconds; 0 if it is negligible.
 */
export function notableSkew(serverMinusOursMs: number): number {
  return Math.abs(serverMinusOursMs) > NOTABLE_SKEW_MS ? serverMinusOursMs : 0;
}

/** True when the correction changed so much that a token signed before cannot be relied on. */
export function isSkewChanged(beforeMs: number, afterMs: number): boolean {
  return Math.abs(afterMs - beforeMs) > NOTABLE_SKEW_MS;
}

/** True when a token that the user asked for may be signed now. */
export function mayRenewOnRequest(times: TokenTimes): boolean {
  return !isUsable(times) || times.nowS - times.issuedAtS >= MIN_RENEWAL_INTERVAL_S;
}
