import { continuationOf, perSecondOf } from '#shared/apns/batch';
import type { DeliveryOutcome } from '#shared/apns/push';
import { byCount, countReason } from '#shared/apns/reason-counts';
import type { BatchReport } from '#shared/history/batch-report';
import type { BatchLedger, StandingFailures } from './batch-ledger.js';
import type { BatchRow } from './batch-rows.js';
import { LatencyHistogram } from './latency-histogram.js';

const SLOWEST = 10;
const GONE_STATUS = 410;

/** A batch as its deliveries tell it, with what only the core needs of it. */
export interface BatchFigures {
  readonly report: BatchReport;
  readonly latency: LatencyHistogram;
  /** The part of `byReason` that targets have which were not sent. */
  readonly failedByReason: Readonly<Record<string, number>>;
}

/**
 * Creates the reader that summarises a batch, the same way whenever it is asked.
 *
 * @param rowsOf - Gives the deliveries of a batch, stretch by stretch.
 * @returns a function that gives `null` for a batch of which nothing is known.
 */
export function createBatchReporter(
  rowsOf: (batchId: string) => AsyncIterable<readonly BatchRow[]>,
  ledger: Pick<BatchLedger, 'get' | 'standingFailures'>,
): (batchId: string) => Promise<BatchFigures | null> {
  return async (batchId) => {
    const entry = ledger.get(batchId);
    const sums = new BatchSums(ledger.standingFailures(batchId));
    for await (const rows of rowsOf(batchId)) for (const row of rows) sums.add(row);
    sums.end();
    if (entry === null && sums.isEmpty) return null;
    const { counts, latency } = sums;
    const startedAtMs = entry?.atMs ?? sums.firstMs;
    const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const durationMs = Math.round(entry?.activeMs ?? (entry?.endedAtMs ?? sums.lastMs) - startedAtMs);
    return {
      latency,
      failedByReason: Object.fromEntries(sums.failedReasons),
      report: {
        progress: {
          id: batchId,
          state: entry?.state ?? 'finished',
          startedAtMs,
          durationMs: Math.max(0, durationMs),
          total: entry?.total ?? (entry === null ? done : null),
          share: null,
          done,
          inFlight: 0,
          counts,
          byReason: byCount(sums.reasons),
          perSecond: perSecondOf(done, durationMs),
          currentPerSecond: 0,
          latency: latency.summary(),
          deadTokens: sums.deadTokens,
          trouble: null,
          continuation: entry === null ? null : continuationOf(entry),
        },
        slowest: sums.slowest.flatMap(({ read }) => {
          const delivery = read();
          return delivery === null ? [] : [delivery];
        }),
      },
    };
  };
}

/** What the deliveries of a batch come to. */
class BatchSums {
  readonly counts: Record<DeliveryOutcome, number> = { accepted: 0, rejected: 0, failed: 0, unknown: 0 };
  readonly reasons = new Map<string, number>();
  readonly failedReasons = new Map<string, number>();
  readonly latency = new LatencyHistogram();
  slowest: readonly BatchRow[] = [];
  deadTokens = 0;
  firstMs = 0;
  lastMs = 0;
  #isEmpty = true;
  readonly #standing: StandingFailures | null;
  /** The last delivery of each target that was not sent: an earlier one was followed by another try. */
  readonly #failures = new Map<number, BatchRow>();

  constructor(standing: StandingFailures | null) {
    this.#standing = standing;
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(row: BatchRow): void {
    const { atMs, outcome, status, responseMs, place } = row;
    this.firstMs = this.#isEmpty ? atMs : Math.min(this.firstMs, atMs);
    this.lastMs = Math.max(this.lastMs, atMs);
    this.#isEmpty = false;
    if (outcome === 'failed' && this.#standing !== null) {
      if (this.#standing.kind === 'by-position' && place !== null) {
        const run = this.#failures.get(place.position)?.place?.run ?? -1;
        if (this.#standing.positions.has(place.position) && place.run > run) {
          this.#failures.set(place.position, row);
        }
        return;
      }
      if (this.#standing.kind === 'by-delivery' && !this.#standing.ids.has(row.id ?? '')) return;
    }
    this.#count(row);
    if (status === GONE_STATUS) this.deadTokens += 1;
    if (responseMs === null) return;
    this.latency.add(responseMs);
    if (this.slowest.length < SLOWEST || responseMs > (this.slowest.at(-1)?.responseMs ?? 0)) {
      this.slowest = [...this.slowest, row]
        .sort((a, b) => (b.responseMs ?? 0) - (a.responseMs ?? 0))
        .slice(0, SLOWEST);
    }
  }

  end(): void {
    for (const row of this.#failures.values()) this.#count(row);
  }

  #count({ outcome, reason }: BatchRow): void {
    this.counts[outcome] += 1;
    if (reason === null) return;
    countReason(this.reasons, reason, 1);
    if (outcome === 'failed') countReason(this.failedReasons, reason, 1);
  }
}
