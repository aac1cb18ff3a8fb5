import type { DeliveryFailure } from '#shared/apns/push';
import { backOffMs, MAX_RESENDS, retryRuleOf } from '#shared/apns/retry';

/** Resends that are made at once, as the protocol allows; a server that goes on refusing is given room. */
const RESENDS_AT_ONCE = 3;

/** How hard one push was tried so far. */
export interface ExchangeCourse {
  /** Retries within those that the user allowed. */
  readonly retries: number;
  /** Resends of what the server said it had not read. */
  readonly resends: number;
  /** Reasons whose one automatic retry was made. */
  readonly retriedReasons: readonly string[];
  /** Why it is not tried again, whatever comes. */
  readonly cancelled: DeliveryFailure | null;
}

export const EXCHANGE_BEGINS: ExchangeCourse = {
  retries: 0,
  resends: 0,
  retriedReasons: [],
  cancelled: null,
};

export interface ExchangeLimits {
  /** Retries beside those that are always made. */
  readonly retries: number;
  /** False where somebody else waits for connections to come back. */
  readonly retryConnections: boolean;
  /** Gives 0…1; called only where there is a pause to spread. */
  readonly random: () => number;
}

/**
 * - `again`: try again after a pause, in milliseconds
 * - `rejected`: what the server said is the outcome
 * - `failed`: it was not sent, or not read
 */
export type ExchangeVerdict =
  | { readonly kind: 'again'; readonly pauseMs: number; readonly course: ExchangeCourse }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure };

/** `renew`: sign a new provider token, and try again at once if that was allowed; otherwise it is rejected. */
export type RefusalVerdict = ExchangeVerdict | { readonly kind: 'renew'; readonly course: ExchangeCourse };

const REJECTED: ExchangeVerdict = { kind: 'rejected' };

/** An answer that accepted nothing. */
export interface Refusal {
  readonly status: number;
  readonly reason: string | null;
  /** What the server asks for; `null` where it asks for nothing. Unit: milliseconds. */
  readonly retryAfterMs: number | null;
}

/** After an answer that was not 2xx. */
export function afterRefusal(
  course: ExchangeCourse,
  refusal: Refusal,
  limits: ExchangeLimits,
): RefusalVerdict {
  const { status, reason, retryAfterMs } = refusal;
  const rule = retryRuleOf(status, reason);
  if (rule.automatic === 'no' || course.cancelled !== null) return REJECTED;
  if (rule.automatic === 'when-asked' || reason === null)
    return retried(course, retryAfterMs, limits) ?? REJECTED;
  if (course.retriedReasons.includes(reason)) return REJECTED;
  const next = { ...course, retriedReasons: [...course.retriedReasons, reason] };
  return rule.renewToken ? { kind: 'renew', course: next } : { kind: 'again', pauseMs: 0, course: next };
}

/**
 * After the server said that it had not read the request.
 *
 * @param reason - Of its GOAWAY, if it gave one.
 */
export function afterUnread(
  course: ExchangeCourse,
  { reason, failure }: { readonly reason: string | null; readonly failure: DeliveryFailure },
  { random }: Pick<ExchangeLimits, 'random'>,
): ExchangeVerdict {
  if (course.cancelled !== null) return { kind: 'failed', failure: course.cancelled };
  // A GOAWAY that says why, for something that a new connection would not change, is APNs's answer.
  if (reason !== null && retryRuleOf(null, reason).automatic === 'no') return REJECTED;
  return resent(course, random) ?? { kind: 'failed', failure };
}

/** After a connection that was not to be had, or proved unusable before the request was read. */
export function afterNoConnection(
  course: ExchangeCourse,
  failure: DeliveryFailure,
  limits: ExchangeLimits,
): ExchangeVerdict {
  const failed: ExchangeVerdict = { kind: 'failed', failure };
  // A refused handshake will be refused again.
  if (!limits.retryConnections || failure.step === 'tls' || course.cancelled !== null) return failed;
  if (course.resends === 0) return retried(course, null, limits) ?? failed;
  // What a server said it did not read is not given up because the next connections came to nothing.
  const resends = Math.max(course.resends, RESENDS_AT_ONCE);
  return resent({ ...course, resends }, limits.random) ?? retried(course, null, limits) ?? failed;
}

function retried(
  course: ExchangeCourse,
  askedMs: number | null,
  { retries: allowed, random }: ExchangeLimits,
): ExchangeVerdict | null {
  if (course.retries >= allowed) return null;
  const retries = course.retries + 1;
  return {
    kind: 'again',
    pauseMs: Math.max(askedMs ?? 0, backOffMs(retries, random())),
    course: { ...course, retries },
  };
}

function resent(course: ExchangeCourse, random: () => number): ExchangeVerdict | null {
  if (course.resends >= MAX_RESENDS) return null;
  const resends = course.resends + 1;
  const pauseMs = resends <= RESENDS_AT_ONCE ? 0 : backOffMs(resends - RESENDS_AT_ONCE, random());
  return { kind: 'again', pauseMs, course: { ...course, resends } };
}

/**
 * What an answer means for the connection that it came on.
 *
 * - `keep`: nothing
 * - `retire-for-sender`: it is used no more, because of who sends
 * - `retire-for-server`: it is used no more, because the server wants that
 */
export type ConnectionVerdict = 'keep' | 'retire-for-sender' | 'retire-for-server';

/** See {@link ConnectionVerdict}. */
export function connectionAfter(status: number, reason: string | null): ConnectionVerdict {
  if (!retryRuleOf(status, reason).newConnection) return 'keep';
  return status === 403 || status === 429 ? 'retire-for-sender' : 'retire-for-server';
}
