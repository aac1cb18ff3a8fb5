import { describe, expect, it } from 'vitest';
import {
  isSkewChanged,
  isStale,
  isUsable,
  mayRenewOnRequest,
  notableSkew,
} from '#core/apns/decisions/token-renewal';
import { NOTABLE_SKEW_MS } from '#shared/apns/clock';
import { MAX_TOKEN_AGE_S, MIN_RENEWAL_INTERVAL_S, shouldRenew } from '#shared/apns/provider-token';

const ISSUED = 1_700_000_000;
const aged = (ageS: number) => ({ issuedAtS: ISSUED, nowS: ISSUED + ageS });
const SKEW_S = NOTABLE_SKEW_MS / 1000;
const storedToken = { isStoredToken: true, isClockCorrected: false };
/** The first age at which a token is renewed in time. */
const OLD = Array.from({ length: MAX_TOKEN_AGE_S }, (_, age) => age).find((age) => shouldRenew(0, age)) ?? 0;

describe('a provider token', () => {
  it('is used until it is renewed in time', () => {
    expect(isUsable(aged(0))).toBe(true);
    expect(isUsable(aged(OLD - 1))).toBe(true);
    expect(isUsable(aged(OLD))).toBe(false);
  });

  it('from the future is used unless it is of another time altogether', () => {
    expect(isUsable(aged(-MAX_TOKEN_AGE_S + 1))).toBe(true);
    expect(isUsable(aged(-MAX_TOKEN_AGE_S))).toBe(false);
  });

  it('that was refused is signed anew no sooner than after twenty minutes', () => {
    expect(isStale(aged(0), storedToken)).toBe(false);
    expect(isStale(aged(MIN_RENEWAL_INTERVAL_S - 1), storedToken)).toBe(false);
    expect(isStale(aged(MIN_RENEWAL_INTERVAL_S), storedToken)).toBe(true);
  });

  it('that was refused is signed anew at once when the clock was wrong', () => {
    expect(isStale(aged(0), { ...storedToken, isClockCorrected: true })).toBe(true);
    expect(isStale(aged(-SKEW_S), storedToken)).toBe(false);
    expect(isStale(aged(-SKEW_S - 1), storedToken)).toBe(true);
  });

  it('that somebody renewed already is left as it is, whatever its age', () => {
    const other = { isStoredToken: false, isClockCorrected: true };
    expect(isStale(aged(MIN_RENEWAL_INTERVAL_S), other)).toBe(false);
    expect(isStale(aged(0), other)).toBe(false);
    expect(isStale(aged(OLD), other)).toBe(true);
  });

  it('is renewed for a person after twenty minutes, or when it is of no use', () => {
    expect(mayRenewOnRequest(aged(MIN_RENEWAL_INTERVAL_S - 1))).toBe(false);
    expect(mayRenewOnRequest(aged(MIN_RENEWAL_INTERVAL_S))).toBe(true);
    expect(mayRenewOnRequest(aged(-MAX_TOKEN_AGE_S))).toBe(true);
  });
});

describe('the clock', () => {
  it('is corrected by what is worth it', () => {
    expect(notableSkew(NOTABLE_SKEW_MS)).toBe(0);
    expect(notableSkew(NOTABLE_SKEW_MS + 1)).toBe(NOTABLE_SKEW_MS + 1);
    expect(notableSkew(-NOTABLE_SKEW_MS - 1)).toBe(-NOTABLE_SKEW_MS - 1);
  });

  it('counts as corrected when the correction changed by that much', () => {
    expect(isSkewChanged(0, NOTABLE_SKEW_MS)).toBe(false);
    expect(isSkewChanged(0, NOTABLE_SKEW_MS + 1)).toBe(true);
    expect(isSkewChanged(NOTABLE_SKEW_MS, -1)).toBe(true);
    expect(isSkewChanged(NOTABLE_SKEW_MS + 1, NOTABLE_SKEW_MS + 1)).toBe(false);
  });
});
