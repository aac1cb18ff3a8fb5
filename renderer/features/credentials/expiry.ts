/** Apple's certificates live a year; a month is what it takes to notice and renew. Unit: days. */
export const EXPIRY_WARNING_DAYS = 30;

const MS_PER_DAY = 86_400_000;

export interface Expiry {
  readonly state: 'not-yet' | 'valid' | 'soon' | 'expired';
  /** Unix time in milliseconds of the moment the state speaks of. */
  readonly atMs: number;
}

/**
 * Where in its life a certificate stands.
 *
 * @param nowMs - Unix time in milliseconds.
 */
export function expiryOf(
  certificate: { readonly notBefore: string; readonly notAfter: string },
  nowMs: number,
): Expiry {
  const fromMs = Date.parse(certificate.notBefore);
  const untilMs = Date.parse(certificate.notAfter);
  if (nowMs < fromMs) return { state: 'not-yet', atMs: fromMs };
  if (nowMs >= untilMs) return { state: 'expired', atMs: untilMs };
  const isSoon = untilMs - nowMs < EXPIRY_WARNING_DAYS * MS_PER_DAY;
  return { state: isSoon ? 'soon' : 'valid', atMs: untilMs };
}

/** A fingerprint in groups of four, so that two of them can be compared by eye. */
export function groupHex(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(' ') ?? '';
}
