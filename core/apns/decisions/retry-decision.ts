import type { DeliveryFailure } from '#shared/apns/push';
import { backOffMs, MAX_RESENDS, retryRuleOf } from '#shared/apns/retry';

/** Resends that are made at once, as the protocol allows; a server that goes on refusing is given room. */
const IMMEDIATE_RESENDS = 3;

/** How hard one push was tried so far. */
export interface RetryState {
  /** Retries within those that the user allowed. */
  readonly retries: number;
  /** Resends of what the server said it had not read. */
  readonly resends: number;
  /** Reasons whose one automatic retry was made. */
  readonly retriedReasons: readonly string[];
  /** Why it is not tried again, whatever comes. */
  readonly cancelled: DeliveryFailure | null;
}

export const INITIAL_RETRY_STATE: RetryState = {
  retries: 0,
  resends: 0,
  retriedReasons: [],
  cancelled: null,
};

export interface RetryLimits {
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
export type RetryDecision =
  | { readonly kind: 'retry'; readonly pauseMs: number; readonly state: RetryState }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure };

/** `renew`: sign a new provider token, and try again at once if that was allowed; otherwise it is rejected. */
export type RefusalDecision = RetryDecision | { readonly kind: 'renew'; readonly state: RetryState };

const REJECTED: RetryDecision = { kind: 'rejected' };

/** An answer that accepted nothing. */
export interface Refusal {
  readonly status: number;
  readonly reason: string | null;
  /** What the server asks for; `null` where it asks for nothing. Unit: milliseconds. */
  readonly retryAfterMs: number | null;
}

/** After an answer that was not 2xx. */
export function afterRefusal(state: RetryState, refusal: Refusal, limits: RetryLimits): RefusalDecision {
  const { status, reason, retryAfterMs } = refusal;
  const rule = retryRuleOf(status, reason);
  if (rule.automatic === 'no' || state.cancelled !== null) return REJECTED;
  if (rule.automatic === 'when-asked' || reason === null)
    return retry(state, retryAfterMs, limits) ?? REJECTED;
  if (state.retriedReasons.includes(reason)) return REJECTED;
  const next = { ...state, retriedReasons: [...state.retriedReasons, reason] };
  return rule.renewToken ? { kind: 'renew', state: next } : { kind: 'retry', pauseMs: 0, state: next };
}

/**
 * After the server said that it had not read the request.
 *
 * @param reason - Of its GOAWAY, if it gave one.
 */
export function afterUnprocessed(
  state: RetryState,
  { reason, failure }: { readonly reason: string | null; readonly failure: DeliveryFailure },
  { random }: Pick<RetryLimits, 'random'>,
): RetryDecision {
  if (state.cancelled !== null) return { kind: 'failed', failure: state.cancelled };
  // A GOAWAY that says why, for something that a new connection would not change, is APNs's answer.
  if (reason !== null && retryRuleOf(null, reason).automatic === 'no') return REJECTED;
  return resend(state, random) ?? { kind: 'failed', failure };
}

/** After a connection that was not to be had, or proved unusable before the request was read. */
export function afterNoConnection(
  state: RetryState,
  failure: DeliveryFailure,
  limits: RetryLimits,
): RetryDecision {
  const failed: RetryDecision = { kind: 'failed', failure };
  // A refused handshake will be refused again.
  if (!limits.retryConnections || failure.step === 'tls' || state.cancelled !== null) return failed;
  if (state.resends === 0) return retry(state, null, limits) ?? failed;
  // What a server said it did not read is not given up because the next connections came to nothing.
  const resends = Math.max(state.resends, IMMEDIATE_RESENDS);
  return resend({ ...state, resends }, limits.random) ?? retry(state, null, limits) ?? failed;
}

function retry(
  state: RetryState,
  askedMs: number | null,
  { retries: allowed, random }: RetryLimits,
): RetryDecision | null {
  if (state.retries >= allowed) return null;
  const retries = state.retries + 1;
  return {
    kind: 'retry',
    pauseMs: Math.max(askedMs ?? 0, backOffMs(retries, random())),
    state: { ...state, retries },
  };
}

function resend(state: RetryState, random: () => number): RetryDecision | null {
  if (state.resends >= MAX_RESENDS) return null;
  const resends = state.resends + 1;
  const pauseMs = resends <= IMMEDIATE_RESENDS ? 0 : backOffMs(resends - IMMEDIATE_RESENDS, random());
  return { kind: 'retry', pauseMs, state: { ...state, resends } };
}

/**
 * What an answer means for the connection that it came on.
 *
 * - `keep`: nothing
 * - `retire-for-sender`: it is used no more, because of who sends
 * - `retire-for-server`: it is used no more, because the server wants that
 */
export type ConnectionDecision = 'keep' | 'retire-for-sender' | 'retire-for-server';

/** See {@link ConnectionDecision}. */
export function connectionDecision(status: number, reason: string | null): ConnectionDecision {
  if (!retryRuleOf(status, reason).newConnection) return 'keep';
  return status === 403 || status === 429 ? 'retire-for-sender' : 'retire-for-server';
}
