import { describe, expect, it } from 'vitest';
import type { BatchProgress } from '#shared/apns/batch';
import {
  controlsFor,
  filterForReason,
  histogramBars,
  outcomeBars,
  reasonsByCount,
  shareDone,
  timeLeftMs,
} from '../../../renderer/features/history/batch/batch-figures.js';
import { failuresToResend, readFailures } from '../../../renderer/features/history/batch/resend-failures.js';
import { delivery, rejected } from './delivery-sample.js';
import { batchProgress } from './batch-sample.js';

const batch = (changes: Partial<BatchProgress> = {}): BatchProgress => batchProgress(changes);

describe('the figures of a batch', () => {
  it.each([
    { changes: { total: 200, done: 50 }, share: 0.25 },
    { changes: { total: null, share: 0.4 }, share: 0.4 },
    { changes: { total: null, share: null }, share: null },
    { changes: { total: null, state: 'finished' }, share: 1 },
  ] as const)('$changes → $share done', ({ changes, share }) => {
    expect(shareDone(batch(changes))).toBe(share);
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
    ['stopped', []],
  ] as const)('%s can be: %s', (state, controls) => {
    expect(controlsFor(batch({ state }))).toEqual(controls);
  });
});

describe('resending the failures of a batch', () => {
  const to = (token: string, changes = {}) =>
    rejected({ ...changes, push: { ...delivery().push, target: { kind: 'device', token } } });

  it('takes what may succeed now and leaves what would fail again or may have arrived', () => {
    const explanation = rejected().explanation;
    if (explanation === null) throw new Error('the sample lost its explanation');
    const start = failuresToResend([
      to('aa'),
      to('bb', { outcome: 'failed', explanation: null }),
      to('cc', { explanation: { ...explanation, retry: 'never' } }),
      to('dd', { outcome: 'unknown' }),
      to('ee', { outcome: 'accepted', explanation: null }),
    ]);
    expect(start?.targets).toEqual([{ token: 'aa' }, { token: 'bb' }]);
    expect(start?.push).not.toHaveProperty('target');
  });

  it('does not send one device the payload of another', () => {
    const other = rejected({ push: { ...delivery().push, payload: '{"aps":{"alert":"Other"}}' } });
    expect(failuresToResend([rejected(), other])).toBeNull();
    expect(failuresToResend([])).toBeNull();
  });

  it('reads every page of both outcomes', async () => {
    const asked: string[] = [];
    const found = await readFailures(async (outcome, before) => {
      asked.push(`${outcome} ${before ?? 'first'}`);
      return { deliveries: [rejected()], next: before === undefined && outcome === 'failed' ? 'more' : null };
    });
    expect(asked).toEqual(['failed first', 'failed more', 'rejected first']);
    expect(found).toHaveLength(3);
  });
});
