import type { DeliveryFailure } from '#shared/apns/push';
import { backOffMs, MAX_RESENDS, retryRuleOf } from '#shared/apns/retry';

/**
 * Resends that are made without a pause, as the protocol allows. After that there are pauses, to relieve the
 * server.
 */
const IMMEDIATE_RESENDS = 3;

/** How often one push was tried so far. */
export interface RetryState {
  /** Retries that count towards the user's limit. */
  readonly retries: number;
  /** Resends after the server said that it had not processed the request. */
  readonly resends: number;
  /** Reasons whose single automatic retry was made. */
  readonly retriedReasons: readonly string[];
  /** Set once it must not be retried, with the reason. */
  readonly cancelled: DeliveryFailure | null;
}

export const INITIAL_RETRY_STATE: RetryState = {
  retries: 0,
  resends: 0,
  retriedReasons: [],
  cancelled: null,
};

export interface RetryLimits {
  /** Retries in addition to those that are always made. */
  readonly retries: number;
  /** False where the caller handles lost connections itself. */
  readonly retryConnections: boolean;
  /** Returns 0…1; called only to randomise a pause. */
  readonly random: () => number;
}

/**
 * - `retry`: try again after a pause, in milliseconds
 * - `rejected`: the server's answer is the outcome
 * - `failed`: it was not sent, or not processed
 */
export type RetryDecision =
  | { readonly kind: 'retry'; readonly pauseMs: number; readonly state: RetryState }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure };

/** `renew`: sign a new provider token, and try again at once if that was allowed; otherwise it is rejected. */
export type RefusalDecision = RetryDecision | { readonly kind: 'renew'; readonly state: RetryState };

const REJECTED: RetryDecision = { kind: 'rejected' };

/** An answer other than 2xx. */
export interface Refusal {
  readonly status: number;
  readonly reason: string | null;
  /** From `retry-after`; `null` where it is absent. Unit: milliseconds. */
  readonly retryAfterMs: number | null;
}

/** Decides after an answer other than 2xx. */
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
 * Decides after the server said that it had not processed the request.
 *
 * @param reason - The reason in its GOAWAY, if there is one.
 */
export function afterUnprocessed(
  state: RetryState,
  { reason, failure }: { readonly reason: string | null; readonly failure: DeliveryFailure },
  { random }: Pick<RetryLimits, 'random'>,
): RetryDecision {
  if (state.cancelled !== null) return { kind: 'failed', failure: state.cancelled };
  // A GOAWAY with a reason that a new connection would not change is APNs' answer.
  if (reason !== null && retryRuleOf(null, reason).automatic === 'no') return REJECTED;
  return resend(state, random) ?? { kind: 'failed', failure };
}

/** Decides after a connection that failed to open, or failed before the request was read. */
export function afterNoConnection(
  state: RetryState,
  failure: DeliveryFailure,
  limits: RetryLimits,
): RetryDecision {
  const failed: RetryDecision = { kind: 'failed', failure };
  // A refused handshake would be refused again.
  if (!limits.retryConnections || failure.step === 'tls' || state.cancelled !== null) return failed;
  if (state.resends === 0) return retry(state, null, limits) ?? failed;
  // A request that a server did not process is not given up because the next connections failed.
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
 * What an answer means for its connection.
 *
 * - `keep`: nothing
 * - `retire-for-sender`: it must be replaced, because the sender was refused
 * - `retire-for-server`: it must be replaced, because the server asks for that
 */
export type ConnectionDecision = 'keep' | 'retire-for-sender' | 'retire-for-server';

/** See {@link ConnectionDecision}. */
export function connectionDecision(status: number, reason: string | null): ConnectionDecision {
  if (!retryRuleOf(status, reason).newConnection) return 'keep';
  return status === 403 || status === 429 ? 'retire-for-sender' : 'retire-for-server';
}
