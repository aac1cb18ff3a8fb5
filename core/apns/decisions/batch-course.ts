import { type BatchState, isBatchOver } from '#shared/apns/batch';
import type { DeliveryFailure, DeliveryOutcome } from '#shared/apns/push';
import { backOffMs } from '#shared/apns/retry';
import {
  FINAL_STEPS,
  isCredentialRefusal,
  isNoPushsFault,
  isNoStreamFree,
  REFUSALS_IN_A_ROW,
  REFUSALS_TO_STOP,
  refusalTrouble,
} from './batch-troubles.js';

/** Where a batch stands and what it has met, as far as that decides how it goes on. */
export interface BatchCourse {
  readonly state: BatchState;
  /** Why it waits or stopped. */
  readonly trouble: DeliveryFailure | null;
  /** Connections in a row that were not to be had. */
  readonly failedConnects: number;
  /** Answers that have to come before those are forgotten. */
  readonly answersToTrust: number;
  /** Refusals of the sender, in a row, whatever their reason. */
  readonly refusals: number;
  /** Refusals of the credential itself, in a row. */
  readonly credentialRefusals: number;
  readonly hasAccepted: boolean;
}

export const BATCH_BEGINS: BatchCourse = {
  state: 'running',
  trouble: null,
  failedConnects: 0,
  answersToTrust: 0,
  refusals: 0,
  credentialRefusals: 0,
  hasAccepted: false,
};

/** What is to be done, in this order. */
export type BatchEffect =
  /** Launch what may go. */
  | { readonly kind: 'launch' }
  /** After so long, {@link afterWaiting}. Unit: milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Take back what has not left, so that it is sent when the batch goes on. */
  | { readonly kind: 'withdraw' }
  /** What has begun and not left has failed, and this is why. */
  | { readonly kind: 'fail-rest'; readonly failure: DeliveryFailure }
  /** Write down that the batch is paused. */
  | { readonly kind: 'note-pause' };

export interface BatchStep {
  readonly course: BatchCourse;
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
export type ResultFate = 'settle' | 'put-back' | 'again';

/** What becomes of a target whose exchange is over. @param isOurs - False once another process has the batch. */
export function fateOf({ state }: BatchCourse, isOurs: boolean, result: ResultFacts): ResultFate {
  const { outcome, failure } = result;
  if (outcome !== 'failed' || failure === null) return 'settle';
  const isOver = isBatchOver(state);
  if (failure.code === 'cancelled' && (isOver || !isOurs)) return 'put-back';
  return !isOver && isNoPushsFault(failure) ? 'again' : 'settle';
}

/** True where {@link afterResult} would change nothing: nearly always, so that it costs nothing. */
export function isUneventful(course: BatchCourse, { outcome }: ResultFacts): boolean {
  return (
    outcome === 'accepted' &&
    course.hasAccepted &&
    course.failedConnects === 0 &&
    course.refusals === 0 &&
    course.credentialRefusals === 0 &&
    course.trouble === null
  );
}

/** After a result that settled its target. */
export function afterResult(course: BatchCourse, result: ResultFacts): BatchStep {
  const { outcome, status } = result;
  const isAnswer = status !== null;
  const answersToTrust = isAnswer ? Math.max(0, course.answersToTrust - 1) : course.answersToTrust;
  const isTrusted = isAnswer && answersToTrust === 0;
  const refused = countRefusals(course, result);
  const next: BatchCourse = {
    ...course,
    ...refused,
    answersToTrust,
    failedConnects: isTrusted ? 0 : course.failedConnects,
    trouble: course.state === 'running' && isTrusted ? null : course.trouble,
    hasAccepted: course.hasAccepted || outcome === 'accepted',
  };
  const isTooMuch =
    isRefusedByGoaway(result) ||
    next.credentialRefusals >= REFUSALS_IN_A_ROW ||
    (!next.hasAccepted && next.refusals >= REFUSALS_TO_STOP);
  if (!isTooMuch || isBatchOver(course.state)) return { course: next, effects: [{ kind: 'launch' }] };
  const trouble = refusalTrouble(result.reason, Math.max(1, next.refusals), next.hasAccepted);
  return { course: { ...next, state: 'stopped', trouble }, effects: [{ kind: 'withdraw' }] };
}

function countRefusals(
  course: BatchCourse,
  result: ResultFacts,
): Pick<BatchCourse, 'refusals' | 'credentialRefusals'> {
  if (result.outcome === 'accepted') return { refusals: 0, credentialRefusals: 0 };
  // What has no answer says nothing about the credential.
  if (result.outcome !== 'rejected') return course;
  const isRefused = result.status === 403 || isRefusedByGoaway(result);
  return {
    refusals: course.refusals + (isRefused ? 1 : 0),
    credentialRefusals: isCredentialRefusal(result.reason) ? course.credentialRefusals + 1 : 0,
  };
}

/** A GOAWAY with a reason refuses the connection itself: every further push would open one in vain. */
function isRefusedByGoaway({ outcome, status }: ResultFacts): boolean {
  return outcome === 'rejected' && status === null;
}

/** After a target that could not be sent for want of a connection, and waits for one. */
export function afterNoConnection(
  course: BatchCourse,
  failure: DeliveryFailure,
  { retries, random }: BatchLimits,
): BatchStep {
  const troubled: BatchCourse = { ...course, trouble: failure };
  // Those that come while it waits or is paused are of the same connection.
  if (course.state !== 'running') return { course: troubled, effects: [] };
  const failedConnects = course.failedConnects + 1;
  // The first push goes before the server says how many it takes: one answer does not show that it takes more.
  const answersToTrust = isNoStreamFree(failure) ? 2 : 1;
  const next: BatchCourse = { ...troubled, failedConnects, answersToTrust };
  // A refused handshake will be refused again.
  if (FINAL_STEPS.has(failure.step) || failedConnects > retries) {
    return { course: { ...next, state: 'stopped' }, effects: [{ kind: 'fail-rest', failure }] };
  }
  return {
    course: { ...next, state: 'waiting' },
    effects: [{ kind: 'wait', ms: backOffMs(failedConnects, random) }],
  };
}

/** The pause before the next connection is over. */
export function afterWaiting(course: BatchCourse): BatchStep {
  if (course.state !== 'waiting') return { course, effects: [] };
  return { course: { ...course, state: 'running' }, effects: [{ kind: 'launch' }] };
}

/** What a user, or the program, asks for. */
export type BatchOrder = 'pause' | 'resume' | 'cancel' | 'close';

/** After {@link BatchOrder}. */
export function afterOrder(course: BatchCourse, order: BatchOrder): BatchStep {
  const { state } = course;
  const none: BatchStep = { course, effects: [] };
  switch (order) {
    case 'pause':
      if (state !== 'running' && state !== 'waiting') return none;
      return { course: { ...course, state: 'paused' }, effects: [{ kind: 'note-pause' }] };
    case 'resume':
      if (state !== 'paused') return none;
      return { course: { ...course, state: 'running' }, effects: [{ kind: 'launch' }] };
    case 'cancel':
    case 'close':
      if (isBatchOver(state)) return none;
      return {
        course: { ...course, state: order === 'cancel' ? 'cancelled' : 'stopped' },
        effects: [{ kind: 'withdraw' }],
      };
  }
}

/** Another process sends the batch now, it was removed, or it cannot be written down: nothing of it leaves here any more. */
export function afterLoss(course: BatchCourse, trouble: DeliveryFailure): BatchStep {
  if (isBatchOver(course.state)) return { course, effects: [] };
  return { course: { ...course, state: 'stopped', trouble }, effects: [{ kind: 'withdraw' }] };
}

/** The list cannot be read any further; what is under way gets its outcome. */
export function afterBrokenList(course: BatchCourse): BatchStep {
  return { course: isBatchOver(course.state) ? course : { ...course, state: 'stopped' }, effects: [] };
}

/**
 * The state in which a batch ends of which nothing is under way; `null` while it goes on.
 *
 * @param isDrained - True once the list was read to its end and nothing of it is left to launch.
 */
export function endOf({ state }: BatchCourse, isDrained: boolean): BatchState | null {
  if (state === 'running') return isDrained ? 'finished' : null;
  return isBatchOver(state) ? state : null;
}

/** True for an end that the ledger keeps; a batch that stopped by itself can be taken up again, by whoever wants. */
export function isForGood(state: BatchState): state is 'finished' | 'cancelled' {
  return state === 'finished' || state === 'cancelled';
}
