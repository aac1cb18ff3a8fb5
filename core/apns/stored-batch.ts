import type { BatchSummary, Shard } from '#shared/apns/batch';
import type { Push } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { redactedHeaders } from '#shared/history/push-losses';
import { omitUndefined } from '#shared/omit-undefined';
import type { BatchEntry, BatchLedger, LedgerState } from '../history/batch-ledger.js';
import type { BatchFigures } from '../history/batch-report.js';
import type { EarlierFigures } from './batch-tally.js';
import type { BatchTarget } from './target-source.js';

/** Targets read from the ledger per page. */
const LEDGER_PAGE = 2000;

/** The figures that a resumed batch starts from. Failed targets are left out: they are sent again, and counted then. */
export function earlierFigures(
  { report, latency, failedByReason }: BatchFigures,
  activeMs: number | null,
): EarlierFigures {
  const { startedAtMs, durationMs, counts, byReason, deadTokens } = report.progress;
  const left = Object.entries(byReason).map(
    ([reason, count]) => [reason, count - (failedByReason[reason] ?? 0)] as const,
  );
  return {
    startedAtMs,
    activeMs: activeMs ?? durationMs,
    counts: { ...counts, failed: 0 },
    byReason: Object.fromEntries(left.filter(([, count]) => count > 0)),
    latency,
    deadTokens,
  };
}

/** Counts the targets that were not read from the list yet as waiting. */
export function targetCounts({ total, counts }: BatchEntry): BatchSummary['counts'] {
  const read = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { ...counts, waiting: counts.waiting + Math.max(0, (total ?? read) - read) };
}

/** How many targets of a list belong to a shard. */
export function shardSize(total: number | null, shard: Shard | undefined): number | null {
  if (total === null || shard === undefined) return total;
  return Math.max(0, Math.ceil((total - shard.index + 1) / shard.count));
}

/** Positions of the targets that need not be sent again. */
export function answeredPositions(ledger: BatchLedger, id: string): ReadonlySet<number> {
  return ledger.positionsIn(id, ['accepted', 'rejected', 'unknown', 'sent']);
}

/** A target read from the ledger. */
export interface LedgerBatchTarget extends BatchTarget {
  readonly isRejected: boolean;
}

/**
 * Reads the targets of a batch that are in the given states. @param placed - Keeps their positions, to resume the
 * same batch.
 */
export function targetsInLedger(
  ledger: BatchLedger,
  id: string,
  states: readonly LedgerState[],
  { placed = false } = {},
): readonly LedgerBatchTarget[] {
  const found: LedgerBatchTarget[] = [];
  for (const state of states) {
    for (let after = -1; ;) {
      const page = ledger.targets(id, [state], { after, limit: LEDGER_PAGE });
      for (const { target, variables, position } of page) {
        found.push({
          token: target.token,
          isRejected: state === 'rejected',
          ...omitUndefined({ name: target.name, variables }),
          ...(placed && { position }),
        });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < LEDGER_PAGE) break;
      after = last.position;
    }
  }
  return placed ? found.sort((a, b) => (a.position ?? 0) - (b.position ?? 0)) : found;
}

/**
 * The push that a batch sends. @throws AppError `bad-header` when a header value was not stored because it may hold
 * a secret.
 */
export function completePushOf({ push }: BatchEntry): Omit<Push, 'target'> {
  const names = redactedHeaders(push);
  if (names.length === 0) return push;
  const list = names.join(', ');
  throw new AppError(
    'bad-header',
    {
      en: `The value of ${list} was not stored, because it may contain a secret, so this batch cannot be resumed.`,
      zh: `${list} 的值可能包含机密信息，因此没有保存，此批次无法自行继续。`,
    },
    {
      en: 'Open one of its deliveries with “Edit and resend”, enter the value again and send to the devices that are left.',
      zh: '请用“编辑后重发”打开其中一条推送，重新填写该值，再发送给剩余的设备。',
    },
  );
}
