import { setImmediate as nextTurn } from 'node:timers/promises';
import { continuationOf, perSecondOf } from '#shared/apns/batch';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '#shared/apns/push';
import { byCount, countReason } from '#shared/apns/reason-counts';
import type { BatchReport } from '#shared/history/batch-report';
import type { BatchLedger } from './batch-ledger.js';
import { DELIVERY_COLUMNS, deliveryOf, numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import { LatencyHistogram } from './latency-histogram.js';
import { DELIVERIES_PER_MILLISECOND } from './schema.js';
import type { SqlDatabase } from './sqlite.js';

/** Everything else goes on between two stretches. Unit: deliveries. */
const STRETCH = 5000;
const SLOWEST = 10;
const GONE_STATUS = 410;
/** The first outcome without an answer; `unknown` comes after it. */
const FAILED = DELIVERY_OUTCOMES.indexOf('failed');

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
 * @param database - With the schema of this version.
 * @returns a function that gives `null` for a batch of which nothing is known.
 */
export function createBatchReporter(
  database: SqlDatabase,
  documents: Documents,
  ledger: BatchLedger,
): (batchId: string) => Promise<BatchFigures | null> {
  const stretch = database.prepare(
    `SELECT id, uuid, outcome, status, reason, response_ms,
       CASE WHEN reason IS NULL AND outcome >= ${FAILED} AND json_valid(body) THEN json_extract(body, '$.failure.code') END AS code
     FROM deliveries INDEXED BY deliveries_batch WHERE batch = ? AND id > ? ORDER BY id LIMIT ${STRETCH}`,
  );
  const byId = database.prepare(`SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.id = ?`);

  return async (batchId) => {
    const batch = documents.find('batch', batchId);
    const entry = ledger.get(batchId);
    if (batch === null && entry === null) return null;
    // A target that was not sent the first time and was sent later has two deliveries, and the last one counts.
    const current = entry === null ? null : ledger.deliveriesIn(batchId, 'failed');
    const counts: Record<DeliveryOutcome, number> = { accepted: 0, rejected: 0, failed: 0, unknown: 0 };
    const reasons = new Map<string, number>();
    const failedReasons = new Map<string, number>();
    const latency = new LatencyHistogram();
    let slowest: { readonly id: number; readonly ms: number }[] = [];
    let deadTokens = 0;
    let first = 0;
    let last = 0;
    for (let more = batch !== null; more;) {
      const rows = stretch.all(batch, last);
      for (const row of rows) {
        last = numberIn(row, 'id');
        first ||= last;
        const outcome = DELIVERY_OUTCOMES[numberIn(row, 'outcome')] ?? 'unknown';
        if (outcome === 'failed' && current?.has(String(row['uuid'])) === false) continue;
        counts[outcome] += 1;
        if (row['status'] === GONE_STATUS) deadTokens += 1;
        const reason = row['reason'] === null ? row['code'] : documents.text(numberIn(row, 'reason'));
        if (typeof reason === 'string') {
          countReason(reasons, reason, 1);
          if (outcome === 'failed') countReason(failedReasons, reason, 1);
        }
        if (row['response_ms'] === null) continue;
        const ms = numberIn(row, 'response_ms');
        latency.add(ms);
        if (slowest.length < SLOWEST || ms > (slowest.at(-1)?.ms ?? 0)) {
          slowest = [...slowest, { id: last, ms }].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
        }
      }
      more = rows.length === STRETCH;
      if (more) await nextTurn();
    }
    const startedAtMs = entry?.atMs ?? timeOf(first);
    const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const durationMs = Math.round(entry?.activeMs ?? (entry?.endedAtMs ?? timeOf(last)) - startedAtMs);
    return {
      latency,
      failedByReason: Object.fromEntries(failedReasons),
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
          byReason: byCount(reasons),
          perSecond: perSecondOf(done, durationMs),
          currentPerSecond: 0,
          latency: latency.summary(),
          deadTokens,
          trouble: null,
          continuation: entry === null ? null : continuationOf(entry),
        },
        slowest: slowest.flatMap(({ id }) => {
          const row = byId.get(id);
          const delivery = row === undefined ? null : deliveryOf(row, documents);
          return delivery === null ? [] : [delivery];
        }),
      },
    };
  };
}

function timeOf(id: number): number {
  return Math.floor(id / DELIVERIES_PER_MILLISECOND);
}
