import { type BatchProgress, isBatchOver, type LatencyBar } from '#shared/apns/batch';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '#shared/apns/push';
import { ERROR_CODES } from '#shared/errors';
import type { HistoryFilter } from '#shared/history/history';
import type { FollowedBatch } from '../../state/use-batch.js';

/** The completed share of a batch, 0…1; `null` while the total is unknown. */
export function completedShare(batch: BatchProgress): number | null {
  if (batch.state === 'finished') return 1;
  if (batch.total !== null && batch.total > 0) return batch.done / batch.total;
  return batch.share;
}

/** The remaining time at the current rate. Unit: milliseconds; `null` while unknown. */
export function timeLeftMs(batch: BatchProgress): number | null {
  if (batch.state !== 'running' || batch.total === null || batch.currentPerSecond <= 0) return null;
  return ((batch.total - batch.done) / batch.currentPerSecond) * 1000;
}

export interface OutcomeBar {
  readonly outcome: DeliveryOutcome;
  readonly count: number;
  /** The share of completed pushes, 0…100. */
  readonly percent: number;
}

/** The outcomes that occurred, in a fixed order. */
export function outcomeBars({ counts, done }: Pick<BatchProgress, 'counts' | 'done'>): readonly OutcomeBar[] {
  return DELIVERY_OUTCOMES.map((outcome) => ({
    outcome,
    count: counts[outcome],
    percent: done === 0 ? 0 : (counts[outcome] / done) * 100,
  })).filter(({ count }) => count > 0);
}

/** The reasons, most frequent first. */
export function reasonsByCount(byReason: BatchProgress['byReason']): readonly (readonly [string, number])[] {
  return Object.entries(byReason).sort(([a, one], [b, other]) => other - one || a.localeCompare(b));
}

/**
 * The history filter that shows the deliveries behind a row of {@link reasonsByCount}. Failures are counted by their
 * error code, which is not an APNs reason.
 */
export function filterForReason(reason: string): HistoryFilter {
  if (UNKNOWN_OUTCOME_CODES.has(reason)) return { outcome: 'unknown' };
  const codes: readonly string[] = ERROR_CODES.connection;
  return codes.includes(reason) ? { outcome: 'failed' } : { reason };
}

/** Error codes of pushes that may have arrived. */
const UNKNOWN_OUTCOME_CODES: ReadonlySet<string> = new Set([
  'connection-lost',
  'process-ended',
  'request-timeout',
  'stream-reset',
]);

export interface HistogramBar extends LatencyBar {
  /** Relative to the highest bar, 0…100. */
  readonly height: number;
}

/** The bars to draw: empty ones are dropped at both ends and kept in between. */
export function histogramBars(histogram: readonly LatencyBar[]): readonly HistogramBar[] {
  const first = histogram.findIndex(({ count }) => count > 0);
  const last = histogram.findLastIndex(({ count }) => count > 0);
  if (first === -1) return [];
  const highest = Math.max(...histogram.map(({ count }) => count));
  return histogram.slice(first, last + 1).map((bar) => ({ ...bar, height: (bar.count / highest) * 100 }));
}

/** `takeUp` resumes a batch that ended before every target had its push. */
export type BatchControl = 'pause' | 'resume' | 'cancel' | 'takeUp';

/** The actions that a batch offers in its current state. */
export function controlsFor({ batch, isOurs }: FollowedBatch): readonly BatchControl[] {
  const { state, continuation } = batch;
  if (continuation !== null) return continuation.kind === 'resume' ? ['takeUp'] : [];
  if (isBatchOver(state) || !isOurs) return [];
  return [state === 'paused' ? 'resume' : 'pause', 'cancel'];
}
