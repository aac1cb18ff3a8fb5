/** What the engine does by itself after an answer, before anybody is asked. */
export interface RetryRule {
  /**
   * `once`: always tried again one time, because the first try could not succeed and the second can.
   * `when-asked`: only within the retries that the user allowed. `no`: never by itself.
   */
  readonly automatic: 'once' | 'when-asked' | 'no';
  /** The connection is not used again after this answer. */
  readonly newConnection: boolean;
  /** A new provider token is signed first, where its age or the clock allows one. */
  readonly renewToken: boolean;
}

const NO_RETRY: RetryRule = { automatic: 'no', newConnection: false, renewToken: false };
const LATER: RetryRule = { automatic: 'when-asked', newConnection: false, renewToken: false };

/**
 * Reasons that ask for more than showing them. Every other 4xx is final until something was fixed.
 *
 * @see https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 */
export const RETRY_RULES: Readonly<Record<string, RetryRule>> = {
  // The connection stays unusable after it (seen by several libraries), so both are renewed.
  ExpiredProviderToken: { automatic: 'once', newConnection: true, renewToken: true },
  UnrelatedKeyIdInToken: { automatic: 'once', newConnection: true, renewToken: false },
  IdleTimeout: { automatic: 'once', newConnection: true, renewToken: false },
  BadCertificate: { automatic: 'no', newConnection: true, renewToken: false },
  BadCertificateEnvironment: { automatic: 'no', newConnection: true, renewToken: false },
  BadEnvironmentKeyIdInToken: { automatic: 'no', newConnection: true, renewToken: false },
  BadEnvironmentKeyInToken: { automatic: 'no', newConnection: true, renewToken: false },
  // Persists until the connection is opened anew; a retry within minutes would only repeat it.
  TooManyProviderTokenUpdates: { automatic: 'no', newConnection: true, renewToken: false },
  TooManyRequests: LATER,
  InternalServerError: LATER,
  ServiceUnavailable: LATER,
  Shutdown: { automatic: 'when-asked', newConnection: true, renewToken: false },
};

/** The rule for an answer; an unknown reason is judged by its status. */
export function retryRuleOf(status: number | null, reason: string | null): RetryRule {
  const byReason = reason === null ? undefined : RETRY_RULES[reason];
  if (byReason !== undefined) return byReason;
  return status !== null && (status === 429 || status >= 500) ? LATER : NO_RETRY;
}

/** How often one push may be sent again because the server said it had not processed it. */
export const MAX_RESENDS = 5;

/** The first pause before a retry. Unit: milliseconds. */
const FIRST_PAUSE_MS = 1000;
/** No pause grows beyond this. Unit: milliseconds. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * How long to wait before the n-th retry: doubling from one second to a minute, spread over half to one and a
 * half times that, so that many senders do not come back at the same moment.
 *
 * @param retry - 1 for the first.
 * @param random - 0…1.
 * @returns milliseconds.
 */
export function backOffMs(retry: number, random: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, retry - 1), LONGEST_PAUSE_MS);
  return Math.round(pause * (0.5 + random));
}

/** What `retry-after` asks for; `null` when it is absent or not understood. Unit: milliseconds. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
