import { describe, expect, it } from 'vitest';
import type { BatchProgress } from '#shared/apns/batch';
import {
  completedShare,
  controlsFor,
  filterForReason,
  histogramBars,
  outcomeBars,
  reasonsByCount,
  timeLeftMs,
} from '../../../../renderer/features/batches/batch-figures.js';
import { batchProgress } from '../../support/batch-sample.js';

const batch = (changes: Partial<BatchProgress> = {}): BatchProgress => batchProgress(changes);

describe('the figures of a batch', () => {
  it.each([
    { changes: { total: 200, done: 50 }, share: 0.25 },
    { changes: { total: null, share: 0.4 }, share: 0.4 },
    { changes: { total: null, share: null }, share: null },
    { changes: { total: null, state: 'finished' }, share: 1 },
  ] as const)('$changes → $share done', ({ changes, share }) => {
    expect(completedShare(batch(changes))).toBe(share);
  });

  it('guesses the time left only while it runs and the end is known', () => {
    expect(timeLeftMs(batch({ total: 1100, done: 100, currentPerSecond: 500 }))).toBe(2000);
    expect(timeLeftMs(batch({ state: 'paused' }))).toBeNull();
    expect(timeLeftMs(batch({ total: null }))).toBeNull();
    expect(timeLeftMs(batch({ currentPerSecond: 0 }))).toBeNull();
  });

  it('leaves out outcomes that did not occur, and divides by nothing without harm', () => {
    const counts = { accepted: 3, rejected: 1, failed: 0, unknown: 0 };
    expect(outcomeBars({ counts, done: 4 })).toEqual([
      { outcome: 'accepted', count: 3, percent: 75 },
      { outcome: 'rejected', count: 1, percent: 25 },
    ]);
    expect(outcomeBars({ counts: { ...counts, accepted: 0, rejected: 0 }, done: 0 })).toEqual([]);
  });

  it('puts the commonest reason first', () => {
    expect(
      reasonsByCount({ Unregistered: 2, BadDeviceToken: 5, BadTopic: 2 }).map(([reason]) => reason),
    ).toEqual(['BadDeviceToken', 'BadTopic', 'Unregistered']);
  });

  it('leads from a reason to its deliveries, and from the code of a failure to the failed ones', () => {
    expect(filterForReason('BadDeviceToken')).toEqual({ reason: 'BadDeviceToken' });
    expect(filterForReason('tcp-failed')).toEqual({ outcome: 'failed' });
    expect(filterForReason('process-ended')).toEqual({ outcome: 'unknown' });
  });

  it('draws the histogram from the first answer to the last', () => {
    const bar = (fromMs: number, count: number) => ({ fromMs, toMs: fromMs + 1, count });
    const bars = histogramBars([bar(0, 0), bar(1, 2), bar(2, 0), bar(3, 4), bar(4, 0)]);
    expect(bars.map(({ fromMs, height }) => [fromMs, height])).toEqual([
      [1, 50],
      [2, 0],
      [3, 100],
    ]);
    expect(histogramBars([bar(0, 0)])).toEqual([]);
  });

  it.each([
    ['running', ['pause', 'cancel']],
    ['waiting', ['pause', 'cancel']],
    ['paused', ['resume', 'cancel']],
    ['finished', []],
    ['cancelled', []],
  ] as const)('%s can be: %s', (state, controls) => {
    expect(controlsFor({ batch: batch({ state }), isOurs: true })).toEqual(controls);
  });

  it.each(['running', 'paused', 'interrupted', 'finished'] as const)(
    '%s in another program that lives, or with nothing left, can be nothing',
    (state) => {
      expect(controlsFor({ batch: batch({ state }), isOurs: false })).toEqual([]);
    },
  );

  it.each(['paused', 'cancelled', 'stopped', 'interrupted'] as const)(
    '%s with some left goes on',
    (state) => {
      const continuation = { kind: 'resume', left: 4 } as const;
      expect(controlsFor({ batch: batch({ state, continuation }), isOurs: false })).toEqual(['takeUp']);
    },
  );

  it('whose list was not read to the end is not taken up as if what was read were the whole', () => {
    const continuation = { kind: 'command', command: 'pushdeck send --resume b1' } as const;
    expect(controlsFor({ batch: batch({ state: 'interrupted', continuation }), isOurs: false })).toEqual([]);
  });
});
