import type { LocalizedText } from '../text/localized-text.js';

/** From here on an expiring certificate is worth a warning: enough for a renewal by another team. Unit: days. */
const EXPIRY_WARNING_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

export type ExpiryState = 'not-yet-valid' | 'valid' | 'expires-soon' | 'expired';

/** Where in its life a certificate stands. */
export interface Expiry {
  readonly state: ExpiryState;
  /** The moment that the state speaks of: the beginning of one not valid yet, else the end. Unix time in milliseconds. */
  readonly atMs: number;
}

/** True from the very moment that a certificate names as its end. All are Unix times in milliseconds. */
export function hasExpired(notAfterMs: number, nowMs: number): boolean {
  return nowMs >= notAfterMs;
}

/** @param notBeforeMs - Unix times in milliseconds, like the others. */
export function expiryState(notBeforeMs: number, notAfterMs: number, nowMs: number): ExpiryState {
  if (hasExpired(notAfterMs, nowMs)) return 'expired';
  if (nowMs < notBeforeMs) return 'not-yet-valid';
  return notAfterMs - nowMs <= EXPIRY_WARNING_DAYS * DAY_MS ? 'expires-soon' : 'valid';
}

/**
 * The state of a certificate and the moment that it speaks of.
 *
 * @param certificate - Its validity in ISO 8601.
 * @param nowMs - Unix time in milliseconds.
 */
export function expiryOf(
  certificate: { readonly notBefore: string; readonly notAfter: string },
  nowMs: number,
): Expiry {
  const notBeforeMs = Date.parse(certificate.notBefore);
  const notAfterMs = Date.parse(certificate.notAfter);
  const state = expiryState(notBeforeMs, notAfterMs, nowMs);
  return { state, atMs: state === 'not-yet-valid' ? notBeforeMs : notAfterMs };
}

/** The state in words, for example "expires in 12 days". Begins in lower case, ends without a stop. */
export function describeExpiry(notBeforeMs: number, notAfterMs: number, nowMs: number): LocalizedText {
  switch (expiryState(notBeforeMs, notAfterMs, nowMs)) {
    case 'expired': {
      const span = spanOf(nowMs - notAfterMs);
      return { en: `expired ${span.en} ago`, zh: `已于${span.zh}前过期` };
    }
    case 'not-yet-valid': {
      const span = spanOf(notBeforeMs - nowMs);
      return { en: `becomes valid in ${span.en}`, zh: `将在${span.zh}后生效` };
    }
    case 'valid':
    case 'expires-soon': {
      const span = spanOf(notAfterMs - nowMs);
      return { en: `expires in ${span.en}`, zh: `将在${span.zh}后过期` };
    }
  }
}

/** Whole days as people count them; below two days, hours matter. */
function spanOf(ms: number): LocalizedText {
  const days = Math.floor(ms / DAY_MS);
  if (days >= 2) return { en: `${days} days`, zh: ` ${days} 天` };
  const hours = Math.floor(ms / HOUR_MS);
  if (hours >= 2) return { en: `${hours} hours`, zh: ` ${hours} 小时` };
  return { en: 'less than two hours', zh: '不到两小时' };
}
