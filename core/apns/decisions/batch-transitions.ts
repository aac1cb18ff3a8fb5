import { type BatchState, isBatchOver } from '#shared/apns/batch';
import type { DeliveryFailure, DeliveryOutcome } from '#shared/apns/push';
import { backOffMs } from '#shared/apns/retry';
import {
  affectsEveryPush,
  isCredentialRefusal,
  isNoStreamFree,
  MAX_CREDENTIAL_REFUSALS,
  MAX_REFUSALS_WITHOUT_SUCCESS,
  PERMANENT_STEPS,
  refusalTrouble,
} from './batch-troubles.js';

/** The state of a running batch, as far as it decides what happens next. */
export interface BatchRunState {
  readonly state: BatchState;
  /** Why the batch waits or stopped. */
  readonly trouble: DeliveryFailure | null;
  /** Consecutive failures to connect. */
  readonly failedConnects: number;
  /** Answers that must arrive before {@link failedConnects} is reset. */
  readonly answersUntilReset: number;
  /** Consecutive refusals of the sender, for any reason. */
  readonly refusals: number;
  /** Consecutive refusals of the credential itself. */
  readonly credentialRefusals: number;
  readonly hasAccepted: boolean;
}

export const INITIAL_BATCH_RUN_STATE: BatchRunState = {
  state: 'running',
  trouble: null,
  failedConnects: 0,
  answersUntilReset: 0,
  refusals: 0,
  credentialRefusals: 0,
  hasAccepted: false,
};

/** An effect for the caller to perform, in the given order. */
export type BatchEffect =
  /** Start as many requests as allowed. */
  | { readonly kind: 'launch' }
  /** Call {@link afterBackOff} after this time. Unit: milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Withdraw what was not sent, so that it is sent when the batch is resumed. */
  | { readonly kind: 'withdraw' }
  /** Settle what was started and not sent as failed. */
  | { readonly kind: 'fail-rest'; readonly failure: DeliveryFailure }
  /** Record that the batch is paused. */
  | { readonly kind: 'note-pause' };

export interface BatchTransition {
  readonly next: BatchRunState;
  readonly effects: readonly BatchEffect[];
}

/** The part of a result that matters for the decision. */
export interface ResultFacts {
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  readonly failure: DeliveryFailure | null;
}

export interface BatchLimits {
  /** How often a failed connection is retried. */
  readonly retries: number;
  /** 0…1. */
  readonly random: number;
}

/**
 * - `settle`: the result is the target's outcome
 * - `put-back`: the target waits until the batch is resumed
 * - `requeue`: the target waits for a connection
 */
export type ResultHandling = 'settle' | 'put-back' | 'requeue';

/**
 * Decides what to do with a target whose exchange is over. @param isOurs - False once another process has claimed
 * the batch.
 */
export function handlingOf({ state }: BatchRunState, isOurs: boolean, result: ResultFacts): ResultHandling {
  const { outcome, failure } = result;
  if (outcome !== 'failed' || failure === null) return 'settle';
  const isOver = isBatchOver(state);
  if (failure.code === 'cancelled' && (isOver || !isOurs)) return 'put-back';
  return !isOver && affectsEveryPush(failure) ? 'requeue' : 'settle';
}

/** True where {@link afterResult} would change nothing, which is nearly always. Keeps the hot path cheap. */
export function changesNothing(run: BatchRunState, { outcome }: ResultFacts): boolean {
  return (
    outcome === 'accepted' &&
    run.hasAccepted &&
    run.failedConnects === 0 &&
    run.refusals === 0 &&
    run.credentialRefusals === 0 &&
    run.trouble === null
  );
}

/** Called after a result that settled its target. */
export function afterResult(run: BatchRunState, result: ResultFacts): BatchTransition {
  const { outcome, status } = result;
  const isAnswer = status !== null;
  const answersUntilReset = isAnswer ? Math.max(0, run.answersUntilReset - 1) : run.answersUntilReset;
  const isReset = isAnswer && answersUntilReset === 0;
  const refused = countRefusals(run, result);
  const next: BatchRunState = {
    ...run,
    ...refused,
    answersUntilReset,
    failedConnects: isReset ? 0 : run.failedConnects,
    trouble: run.state === 'running' && isReset ? null : run.trouble,
    hasAccepted: run.hasAccepted || outcome === 'accepted',
  };
  const isTooMuch =
    isRefusedByGoaway(result) ||
    next.credentialRefusals >= MAX_CREDENTIAL_REFUSALS ||
    (!next.hasAccepted && next.refusals >= MAX_REFUSALS_WITHOUT_SUCCESS);
  if (!isTooMuch || isBatchOver(run.state)) return { next, effects: [{ kind: 'launch' }] };
  const trouble = refusalTrouble(result.reason, Math.max(1, next.refusals), next.hasAccepted);
  return { next: { ...next, state: 'stopped', trouble }, effects: [{ kind: 'withdraw' }] };
}

function countRefusals(
  run: BatchRunState,
  result: ResultFacts,
): Pick<BatchRunState, 'refusals' | 'credentialRefusals'> {
  if (result.outcome === 'accepted') return { refusals: 0, credentialRefusals: 0 };
  // Without an answer there is no verdict on the credential.
  if (result.outcome !== 'rejected') return run;
  const isRefused = result.status === 403 || isRefusedByGoaway(result);
  return {
    refusals: run.refusals + (isRefused ? 1 : 0),
    credentialRefusals: isCredentialRefusal(result.reason) ? run.credentialRefusals + 1 : 0,
  };
}

/** A GOAWAY with a reason refuses the connection itself: every further push would only open another one. */
function isRefusedByGoaway({ outcome, status }: ResultFacts): boolean {
  return outcome === 'rejected' && status === null;
}

/** Called after a target could not be sent for want of a connection and was requeued. */
export function afterNoConnection(
  run: BatchRunState,
  failure: DeliveryFailure,
  { retries, random }: BatchLimits,
): BatchTransition {
  const troubled: BatchRunState = { ...run, trouble: failure };
  // Failures that arrive while the batch waits or is paused belong to the same connection.
  if (run.state !== 'running') return { next: troubled, effects: [] };
  const failedConnects = run.failedConnects + 1;
  // The first push is sent before the server announces its limit, so one answer does not show that it allows more.
  const answersUntilReset = isNoStreamFree(failure) ? 2 : 1;
  const next: BatchRunState = { ...troubled, failedConnects, answersUntilReset };
  // A refused handshake would be refused again.
  if (PERMANENT_STEPS.has(failure.step) || failedConnects > retries) {
    return { next: { ...next, state: 'stopped' }, effects: [{ kind: 'fail-rest', failure }] };
  }
  return {
    next: { ...next, state: 'waiting' },
    effects: [{ kind: 'wait', ms: backOffMs(failedConnects, random) }],
  };
}

/** Called when the pause before the next connection is over. */
export function afterBackOff(run: BatchRunState): BatchTransition {
  if (run.state !== 'waiting') return { next: run, effects: [] };
  return { next: { ...run, state: 'running' }, effects: [{ kind: 'launch' }] };
}

/** A command from the user or the host. */
export type BatchCommand = 'pause' | 'resume' | 'cancel' | 'close';

/** Called after a {@link BatchCommand}. */
export function afterCommand(run: BatchRunState, command: BatchCommand): BatchTransition {
  const { state } = run;
  const none: BatchTransition = { next: run, effects: [] };
  switch (command) {
    case 'pause':
      if (state !== 'running' && state !== 'waiting') return none;
      return { next: { ...run, state: 'paused' }, effects: [{ kind: 'note-pause' }] };
    case 'resume':
      if (state !== 'paused') return none;
      return { next: { ...run, state: 'running' }, effects: [{ kind: 'launch' }] };
    case 'cancel':
    case 'close':
      if (isBatchOver(state)) return none;
      return {
        next: { ...run, state: command === 'cancel' ? 'cancelled' : 'stopped' },
        effects: [{ kind: 'withdraw' }],
      };
  }
}

/**
 * Called when nothing more may be sent here: another process has claimed the batch, it was removed, or its ledger
 * cannot be written.
 */
export function afterOwnershipLost(run: BatchRunState, trouble: DeliveryFailure): BatchTransition {
  if (isBatchOver(run.state)) return { next: run, effects: [] };
  return { next: { ...run, state: 'stopped', trouble }, effects: [{ kind: 'withdraw' }] };
}

/** Called when the list cannot be read any further. Requests in flight get their outcome. */
export function afterReadError(run: BatchRunState): BatchTransition {
  return { next: isBatchOver(run.state) ? run : { ...run, state: 'stopped' }, effects: [] };
}

/**
 * The final state of a batch that has nothing in flight; `null` while it goes on.
 *
 * @param isDrained - True once the list was read to its end and everything was started.
 */
export function finalStateOf({ state }: BatchRunState, isDrained: boolean): BatchState | null {
  if (state === 'running') return isDrained ? 'finished' : null;
  return isBatchOver(state) ? state : null;
}

/** True for an end that the ledger records. A batch that stopped by itself can still be resumed, by any process. */
export function isFinalState(state: BatchState): state is 'finished' | 'cancelled' {
  return state === 'finished' || state === 'cancelled';
}
