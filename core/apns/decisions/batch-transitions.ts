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

/** Where a batch stands and what it has met, as far as that decides how it goes on. */
export interface BatchRunState {
  readonly state: BatchState;
  /** Why it waits or stopped. */
  readonly trouble: DeliveryFailure | null;
  /** Connections in a row that were not to be had. */
  readonly failedConnects: number;
  /** Answers that have to come before those are forgotten. */
  readonly answersUntilReset: number;
  /** Refusals of the sender, in a row, whatever their reason. */
  readonly refusals: number;
  /** Refusals of the credential itself, in a row. */
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

/** What is to be done, in this order. */
export type BatchEffect =
  /** Launch what may go. */
  | { readonly kind: 'launch' }
  /** After so long, {@link afterBackOff}. Unit: milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Take back what has not left, so that it is sent when the batch goes on. */
  | { readonly kind: 'withdraw' }
  /** What has begun and not left has failed, and this is why. */
  | { readonly kind: 'fail-rest'; readonly failure: DeliveryFailure }
  /** Write down that the batch is paused. */
  | { readonly kind: 'note-pause' };

export interface BatchTransition {
  readonly next: BatchRunState;
  readonly effects: readonly BatchEffect[];
}

/** The part of a result that decides. */
export interface ResultFacts {
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  readonly failure: DeliveryFailure | null;
}

export interface BatchLimits {
  /** How often a connection that is not to be had is tried again. */
  readonly retries: number;
  /** 0…1. */
  readonly random: number;
}

/**
 * - `settle`: it is the target's outcome
 * - `put-back`: the target waits for the next time that the batch is sent
 * - `again`: the target waits for a connection
 */
export type ResultHandling = 'settle' | 'put-back' | 'requeue';

/** What becomes of a target whose exchange is over. @param isOurs - False once another process has the batch. */
export function handlingOf({ state }: BatchRunState, isOurs: boolean, result: ResultFacts): ResultHandling {
  const { outcome, failure } = result;
  if (outcome !== 'failed' || failure === null) return 'settle';
  const isOver = isBatchOver(state);
  if (failure.code === 'cancelled' && (isOver || !isOurs)) return 'put-back';
  return !isOver && affectsEveryPush(failure) ? 'requeue' : 'settle';
}

/** True where {@link afterResult} would change nothing: nearly always, so that it costs nothing. */
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

/** After a result that settled its target. */
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
  // What has no answer says nothing about the credential.
  if (result.outcome !== 'rejected') return run;
  const isRefused = result.status === 403 || isRefusedByGoaway(result);
  return {
    refusals: run.refusals + (isRefused ? 1 : 0),
    credentialRefusals: isCredentialRefusal(result.reason) ? run.credentialRefusals + 1 : 0,
  };
}

/** A GOAWAY with a reason refuses the connection itself: every further push would open one in vain. */
function isRefusedByGoaway({ outcome, status }: ResultFacts): boolean {
  return outcome === 'rejected' && status === null;
}

/** After a target that could not be sent for want of a connection, and waits for one. */
export function afterNoConnection(
  run: BatchRunState,
  failure: DeliveryFailure,
  { retries, random }: BatchLimits,
): BatchTransition {
  const troubled: BatchRunState = { ...run, trouble: failure };
  // Those that come while it waits or is paused are of the same connection.
  if (run.state !== 'running') return { next: troubled, effects: [] };
  const failedConnects = run.failedConnects + 1;
  // The first push goes before the server says how many it takes: one answer does not show that it takes more.
  const answersUntilReset = isNoStreamFree(failure) ? 2 : 1;
  const next: BatchRunState = { ...troubled, failedConnects, answersUntilReset };
  // A refused handshake will be refused again.
  if (PERMANENT_STEPS.has(failure.step) || failedConnects > retries) {
    return { next: { ...next, state: 'stopped' }, effects: [{ kind: 'fail-rest', failure }] };
  }
  return {
    next: { ...next, state: 'waiting' },
    effects: [{ kind: 'wait', ms: backOffMs(failedConnects, random) }],
  };
}

/** The pause before the next connection is over. */
export function afterBackOff(run: BatchRunState): BatchTransition {
  if (run.state !== 'waiting') return { next: run, effects: [] };
  return { next: { ...run, state: 'running' }, effects: [{ kind: 'launch' }] };
}

/** What a user, or the program, asks for. */
export type BatchCommand = 'pause' | 'resume' | 'cancel' | 'close';

/** After {@link BatchCommand}. */
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

/** Another process sends the batch now, it was removed, or it cannot be written down: nothing of it leaves here any more. */
export function afterOwnershipLost(run: BatchRunState, trouble: DeliveryFailure): BatchTransition {
  if (isBatchOver(run.state)) return { next: run, effects: [] };
  return { next: { ...run, state: 'stopped', trouble }, effects: [{ kind: 'withdraw' }] };
}

/** The list cannot be read any further; what is under way gets its outcome. */
export function afterReadError(run: BatchRunState): BatchTransition {
  return { next: isBatchOver(run.state) ? run : { ...run, state: 'stopped' }, effects: [] };
}

/**
 * The state in which a batch ends of which nothing is under way; `null` while it goes on.
 *
 * @param isDrained - True once the list was read to its end and nothing of it is left to launch.
 */
export function finalStateOf({ state }: BatchRunState, isDrained: boolean): BatchState | null {
  if (state === 'running') return isDrained ? 'finished' : null;
  return isBatchOver(state) ? state : null;
}

/** True for an end that the ledger keeps; a batch that stopped by itself can be taken up again, by whoever wants. */
export function isFinalState(state: BatchState): state is 'finished' | 'cancelled' {
  return state === 'finished' || state === 'cancelled';
}
