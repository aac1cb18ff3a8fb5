import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatRelative,
  formatRowTime,
} from '../../../../renderer/components/time-format.js';
import { payloadSummary, summaryOf } from '../../../../renderer/features/delivery/delivery-summary.js';
import { isFiltering, reasonsOf, withCondition } from '../../../../renderer/features/log/log-filter.js';
import { timingSegments } from '../../../../renderer/features/log/timing-segments.js';
import { delivery, NOW_MS, rejected } from '../../support/log-deliveries.js';

const DAY_MS = 86_400_000;

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.4213, '0.42 ms'],
    [3.14, '3.1 ms'],
    [99.94, '99.9 ms'],
    [99.96, '100 ms'],
    [128.4, '128 ms'],
    [999.6, '1 s'],
    [1240, '1.24 s'],
    [10_000, '10 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms → %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

describe('formatRelative', () => {
  it.each([
    { ms: 12 * DAY_MS, en: 'in 12 days', zh: '12天后' },
    { ms: -DAY_MS, en: 'yesterday', zh: '昨天' },
    { ms: -3 * 60_000, en: '3 minutes ago', zh: '3分钟前' },
    { ms: -400 * DAY_MS, en: 'last year', zh: '去年' },
  ])('$ms → $en', ({ ms, en, zh }) => {
    expect(formatRelative(NOW_MS + ms, NOW_MS, 'en')).toBe(en);
    expect(formatRelative(NOW_MS + ms, NOW_MS, 'zh')).toBe(zh);
  });
});

describe('formatRowTime', () => {
  it('names the day only when it is another one', () => {
    expect(formatRowTime(NOW_MS, NOW_MS, 'en')).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(formatRowTime(NOW_MS - 3 * DAY_MS, NOW_MS, 'en')).toMatch(/^12 Jun \d\d:\d\d:\d\d$/);
  });
});

describe('timingSegments', () => {
  it('leaves out steps that did not take place and fills the bar', () => {
    const segments = timingSegments({ ...delivery().timings, queueMs: 1, tlsMs: 3, responseMs: 4 });
    expect(segments.map(({ step }) => step)).toEqual(['queue', 'tls', 'response']);
    expect(segments.map(({ percent }) => percent)).toEqual([12.5, 37.5, 50]);
  });

  it('keeps a step visible that is too short to draw to scale', () => {
    const segments = timingSegments({ ...delivery().timings, queueMs: 0, responseMs: 5000 });
    expect(segments[0]?.percent).toBeGreaterThan(0.9);
    expect(segments.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100);
  });
});

describe('the line of a delivery', () => {
  it('says the reason of a rejection, what failed, or what was shown', () => {
    expect(summaryOf(rejected(), 'en')).toBe('BadDeviceToken');
    expect(summaryOf(delivery(), 'en')).toBe('Lunch · is ready');
    const failure = {
      step: 'dns',
      code: 'dns-failed',
      message: { en: 'No such host.', zh: '主机不存在。' },
      hint: { en: '', zh: '' },
    } as const;
    expect(summaryOf(delivery({ outcome: 'failed', failure }), 'zh')).toBe('主机不存在。');
  });

  it.each([
    ['{"aps":{"alert":"Hi"}}', 'Hi'],
    ['{"aps":{"content-available":1}}', ''],
    ['{"aps":{"alert":{"title":{"loc-key":"LUNCH"},"body":"is ready"}}}', 'LUNCH · is ready'],
    ['{"aps":[]}', ''],
    ['not json', ''],
    [`{"aps":{"alert":"${'x'.repeat(40_000)}"}}`, ''],
  ])('takes the words out of the payload %.30s', (payload, words) => {
    expect(payloadSummary(payload, 'alert')).toBe(words);
  });

  it.each([
    ['{"aps":{"event":"update","content-state":{"stops":2}}}', 'update {"stops":2}'],
    ['{"aps":{"event":"end","content-state":{},"alert":{"title":"Arrived"}}}', 'Arrived'],
    ['{"aps":{"event":"end"}}', ''],
  ])('takes the state of a Live Activity out of %s', (payload, words) => {
    expect(payloadSummary(payload, 'liveactivity')).toBe(words);
  });
});

describe('the filter', () => {
  it('drops a condition that is emptied instead of filtering by nothing', () => {
    const filter = withCondition(withCondition({}, 'outcome', 'failed'), 'search', 'a');
    expect(filter).toEqual({ outcome: 'failed', search: 'a' });
    expect(withCondition(withCondition(filter, 'search', ''), 'outcome', null)).toEqual({});
    expect(isFiltering({})).toBe(false);
    expect(isFiltering(filter)).toBe(true);
  });

  it('offers the reasons among the rows and the one in use', () => {
    expect(reasonsOf([rejected(), rejected(), delivery()], 'Unregistered')).toEqual([
      'BadDeviceToken',
      'Unregistered',
    ]);
  });
});
