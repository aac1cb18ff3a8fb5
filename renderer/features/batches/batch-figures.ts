import { type BatchProgress, isBatchOver, type LatencyBar } from '#shared/apns/batch';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '#shared/apns/push';
import { ERROR_CODES } from '#shared/errors';
import type { HistoryFilter } from '#shared/history/history';
import type { FollowedBatch } from '../../state/use-batch.js';

/** How far a batch is, 0…1; `null` while nobody can know. */
export function shareDone(batch: BatchProgress): number | null {
  if (batch.state === 'finished') return 1;
  if (batch.total !== null && batch.total > 0) return batch.done / batch.total;
  return batch.share;
}

/** How long it will still take at the present rate. Unit: milliseconds; `null` while nobody can know. */
export function timeLeftMs(batch: BatchProgress): number | null {
  if (batch.state !== 'running' || batch.total === null || batch.currentPerSecond <= 0) return null;
  return ((batch.total - batch.done) / batch.currentPerSecond) * 1000;
}

export interface OutcomeBar {
  readonly outcome: DeliveryOutcome;
  readonly count: number;
  /** Share of what is done, 0…100. */
  readonly percent: number;
}

/** The outcomes that occurred, in their usual order. */
export function outcomeBars({ counts, done }: Pick<BatchProgress, 'counts' | 'done'>): readonly OutcomeBar[] {
  return DELIVERY_OUTCOMES.map((outcome) => ({
    outcome,
    count: counts[outcome],
    percent: done === 0 ? 0 : (counts[outcome] / done) * 100,
  })).filter(({ count }) => count > 0);
}

/** The reasons by how often they were given. */
export function reasonsByCount(byReason: BatchProgress['byReason']): readonly (readonly [string, number])[] {
  return Object.entries(byReason).sort(([a, one], [b, other]) => other - one || a.localeCompare(b));
}

/**
 * What to filter the history by to see the deliveries behind a row of {@link reasonsByCount}: failures are counted by
 * their code, which is no reason of APNs.
 */
export function filterForReason(reason: string): HistoryFilter {
  if (CODES_IN_DOUBT.has(reason)) return { outcome: 'unknown' };
  const codes: readonly string[] = ERROR_CODES.connection;
  return codes.includes(reason) ? { outcome: 'failed' } : { reason };
}

/** Of pushes that had left. */
const CODES_IN_DOUBT: ReadonlySet<string> = new Set([
  'connection-lost',
  'process-ended',
  'request-timeout',
  'stream-reset',
]);

export interface HistogramBar extends LatencyBar {
  /** Of the highest bar, 0…100. */
  readonly height: number;
}

/** The bars to draw: the empty ones at both ends left out, those between kept. */
export function histogramBars(histogram: readonly LatencyBar[]): readonly HistogramBar[] {
  const first = histogram.findIndex(({ count }) => count > 0);
  const last = histogram.findLastIndex(({ count }) => count > 0);
  if (first === -1) return [];
  const highest = Math.max(...histogram.map(({ count }) => count));
  return histogram.slice(first, last + 1).map((bar) => ({ ...bar, height: (bar.count / highest) * 100 }));
}

/** `takeUp` goes on with a batch that ended before all had their push. */
export type BatchControl = 'pause' | 'resume' | 'cancel' | 'takeUp';

/** What a person can do to a batch in its state. */
export function controlsFor({ batch, isOurs }: FollowedBatch): readonly BatchControl[] {
  const { state, continuation } = batch;
  if (continuation !== null) return continuation.kind === 'resume' ? ['takeUp'] : [];
  if (isBatchOver(state) || !isOurs) return [];
  return [state === 'paused' ? 'resume' : 'pause', 'cancel'];
}
