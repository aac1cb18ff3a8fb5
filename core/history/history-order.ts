import type { Delivery } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';
import { firstIdOf } from './delivery-rows.js';
import { DELIVERIES_PER_MILLISECOND } from './schema.js';

/**
 * One step of a way through the deliveries, newest first. Of one millisecond those in blocks come before those with a
 * row of their own.
 */
export interface Step {
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** True for a delivery in a block, and for a look at a block. */
  readonly isPacked: boolean;
  /** Among its kind within the millisecond: a higher one is newer. */
  readonly rank: number;
  /** Reads the delivery: `null` where it is damaged, `undefined` where it is gone. Absent where this step found none. */
  readonly read?: () => Delivery | null | undefined;
}

/** The deliveries in blocks that are asked for. */
export interface PackedRange {
  /** Inclusive. Unix time in milliseconds. */
  readonly fromMs: number;
  /** Exclusive: older, or as old with a lower rank. */
  readonly belowMs: number;
  readonly belowRank: number;
}

/** The rows that are asked for. From is inclusive, below exclusive. */
export interface IdRange {
  readonly from: number;
  readonly below: number;
}

/** Where the next page begins after a step. */
export function cursorAfter({ atMs, isPacked, rank }: Step): string {
  return isPacked ? `${atMs}:${rank}` : String(rank);
}

/** @returns positive where the first is newer. */
export function compareSteps(a: Step, b: Step): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  if (a.isPacked !== b.isPacked) return a.isPacked ? 1 : -1;
  return a.rank - b.rank;
}

/** What a page may hold, by the time of the filter and where the page before ended. */
export function rangesOf(
  { sinceMs, untilMs }: Pick<HistoryFilter, 'sinceMs' | 'untilMs'>,
  before: string | undefined,
): { readonly rows: IdRange; readonly packed: PackedRange } {
  const from = sinceMs === undefined ? 0 : firstIdOf(sinceMs);
  const below = untilMs === undefined ? Number.MAX_SAFE_INTEGER : firstIdOf(untilMs + 1);
  const cursor = before === undefined ? null : readCursor(before);
  const end = timeOf(below);
  if (cursor === null) {
    return { rows: { from, below }, packed: { fromMs: timeOf(from), belowMs: end, belowRank: 0 } };
  }
  return {
    rows: { from, below: Math.min(below, cursor.id) },
    packed:
      cursor.atMs < end
        ? { fromMs: timeOf(from), belowMs: cursor.atMs, belowRank: cursor.rank }
        : { fromMs: timeOf(from), belowMs: end, belowRank: 0 },
  };
}

function readCursor(
  text: string,
): { readonly id: number; readonly atMs: number; readonly rank: number } | null {
  const [first = '', second] = text.split(':');
  const number = Number(first);
  if (!Number.isSafeInteger(number)) return null;
  if (second === undefined) return { id: number, atMs: timeOf(number), rank: 0 };
  const rank = Number(second);
  return Number.isNaN(rank) ? null : { id: firstIdOf(number + 1), atMs: number, rank };
}

function timeOf(id: number): number {
  return Math.floor(id / DELIVERIES_PER_MILLISECOND);
}
