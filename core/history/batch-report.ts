import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BatchState } from '#shared/apns/batch';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '#shared/apns/push';
import type { BatchReport } from '#shared/history/batch-report';
import { LatencyHistogram } from '../apns/latency-histogram.js';
import type { Clock } from '../ports.js';
import { BATCH_LEASE_MS, type BatchEntry, type BatchLedger } from './batch-ledger.js';
import { DELIVERY_COLUMNS, deliveryOf, numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import { DELIVERIES_PER_MILLISECOND } from './schema.js';
import type { SqlDatabase } from './sqlite.js';

/** Everything else goes on between two stretches. Unit: deliveries. */
const STRETCH = 5000;
const SLOWEST = 10;
const GONE_STATUS = 410;

/**
 * Makes what tells a batch from its deliveries.
 *
 * @param database - With the schema of this version.
 * @returns a function that gives `null` for a batch of which nothing is known.
 */
export function createBatchReporter(
  database: SqlDatabase,
  documents: Documents,
  ledger: BatchLedger,
  clock: Clock,
): (batchId: string) => Promise<BatchReport | null> {
  const stretch = database.prepare(
    `SELECT id, outcome, status, reason, response_ms FROM deliveries INDEXED BY deliveries_batch
     WHERE batch = ? AND id > ? ORDER BY id LIMIT ${STRETCH}`,
  );
  const byId = database.prepare(`SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.id = ?`);

  return async (batchId) => {
    const batch = documents.find('batch', batchId);
    const entry = ledger.get(batchId);
    if (batch === null && entry === null) return null;
    const counts: Record<DeliveryOutcome, number> = { accepted: 0, rejected: 0, failed: 0, unknown: 0 };
    const reasons = new Map<number, number>();
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
        counts[DELIVERY_OUTCOMES[numberIn(row, 'outcome')] ?? 'unknown'] += 1;
        if (row['status'] === GONE_STATUS) deadTokens += 1;
        if (row['reason'] !== null) {
          const reason = numberIn(row, 'reason');
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
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
    const durationMs = Math.max(0, (entry?.endedAtMs ?? timeOf(last)) - startedAtMs);
    const perSecond = durationMs === 0 ? 0 : (done * 1000) / durationMs;
    return {
      progress: {
        id: batchId,
        state: stateOf(entry, clock.now()),
        startedAtMs,
        durationMs,
        total: entry?.total ?? (entry === null ? done : null),
        share: null,
        done,
        inFlight: 0,
        counts,
        byReason: Object.fromEntries([...reasons].map(([id, count]) => [documents.text(id), count])),
        perSecond,
        currentPerSecond: 0,
        latency: latency.summary(),
        deadTokens,
        trouble: null,
      },
      slowest: slowest.flatMap(({ id }) => {
        const row = byId.get(id);
        return row === undefined ? [] : [deliveryOf(row, documents)];
      }),
    };
  };
}

/** One that should run and gives no sign of life was interrupted: it can be taken up again like a paused one. */
function stateOf(entry: BatchEntry | null, nowMs: number): BatchState {
  if (entry === null) return 'finished';
  const isLost = entry.state === 'running' && nowMs - entry.aliveAtMs >= BATCH_LEASE_MS;
  return isLost ? 'interrupted' : entry.state;
}

function timeOf(id: number): number {
  return Math.floor(id / DELIVERIES_PER_MILLISECOND);
}
