/** What the engine does automatically after an answer. */
export interface RetryRule {
  /**
   * `once`: always retried once, because the second attempt can succeed where the first could not. `when-asked`: only
   * within the retries that the user allowed. `no`: never automatically.
   */
  readonly automatic: 'once' | 'when-asked' | 'no';
  /** The connection is not used again after this answer. */
  readonly newConnection: boolean;
  /** A new provider token is signed first, if its age or the clock allows it. */
  readonly renewToken: boolean;
}

const NO_RETRY: RetryRule = { automatic: 'no', newConnection: false, renewToken: false };
const LATER: RetryRule = { automatic: 'when-asked', newConnection: false, renewToken: false };

/**
 * Reasons that call for an automatic reaction. Any other 4xx is final until something is fixed.
 *
 * @see https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 */
const RETRY_RULES: Readonly<Record<string, RetryRule>> = {
  // The connection stays unusable after it (as several libraries report), so both are renewed.
  ExpiredProviderToken: { automatic: 'once', newConnection: true, renewToken: true },
  UnrelatedKeyIdInToken: { automatic: 'once', newConnection: true, renewToken: false },
  IdleTimeout: { automatic: 'once', newConnection: true, renewToken: false },
  BadCertificate: { automatic: 'no', newConnection: true, renewToken: false },
  BadCertificateEnvironment: { automatic: 'no', newConnection: true, renewToken: false },
  BadEnvironmentKeyIdInToken: { automatic: 'no', newConnection: true, renewToken: false },
  BadEnvironmentKeyInToken: { automatic: 'no', newConnection: true, renewToken: false },
  // Persists until a new connection is opened; a retry within minutes would fail again.
  TooManyProviderTokenUpdates: { automatic: 'no', newConnection: true, renewToken: false },
  TooManyRequests: LATER,
  InternalServerError: LATER,
  ServiceUnavailable: LATER,
  Shutdown: { automatic: 'when-asked', newConnection: true, renewToken: false },
};

/** Returns the rule for an answer; unknown reasons are judged by status. */
export function retryRuleOf(status: number | null, reason: string | null): RetryRule {
  const byReason = reason === null ? undefined : RETRY_RULES[reason];
  if (byReason !== undefined) return byReason;
  return status !== null && (status === 429 || status >= 500) ? LATER : NO_RETRY;
}

/** How often a push may be resent because the server did not process it. */
export const MAX_RESENDS = 5;

/** Delay before the first retry. Unit: milliseconds. */
const FIRST_DELAY_MS = 1000;
/** Upper limit of the delay. Unit: milliseconds. */
const MAX_DELAY_MS = 60_000;

/**
 * Exponential back-off: doubles from one second to a minute, with jitter from half to one and a half times that, so
 * that many senders do not retry at the same moment.
 *
 * @param retry - 1 for the first.
 * @param random - 0…1.
 * @returns milliseconds.
 */
export function backOffMs(retry: number, random: number): number {
  const pause = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, retry - 1), MAX_DELAY_MS);
  return Math.round(pause * (0.5 + random));
}

/** Parses `retry-after`; `null` if absent or malformed. Unit: milliseconds. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
