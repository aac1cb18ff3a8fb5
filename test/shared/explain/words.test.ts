import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationInWords, grouped, listInWords, momentInWords } from '#shared/text/words';

describe('grouped', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [4212, '4,212'],
    [-1_234_567, '-1,234,567'],
    [1234.5678, '1,234.5678'],
  ])('%d → %s', (value, words) => {
    expect(grouped(value)).toBe(words);
  });
});

describe('durationInWords', () => {
  it.each([
    [0, '0 seconds', '0 秒'],
    [1000, '1 second', '1 秒'],
    [71 * 60_000, '71 minutes', '71 分钟'],
    [3 * 3_600_000, '3 hours', '3 小时'],
    [-72 * 3_600_000, '3 days', '3 天'],
    [400 * 86_400_000, '400 days', '400 天'],
  ])('%d ms → %s', (ms, en, zh) => {
    expect(durationInWords(ms)).toEqual({ en, zh });
  });
});

describe('momentInWords', () => {
  it('says how far away it is when now is known', () => {
    expect(momentInWords(0, 60_000_000).en).toBe('1 January 1970, 00:00:00 UTC (17 hours ago)');
    expect(momentInWords(86_400_000 * 5, 0).en).toBe('6 January 1970, 00:00:00 UTC (5 days from now)');
  });

  it('never throws, whatever number an answer carried', () => {
    fc.assert(
      fc.property(fc.double(), (atMs) => {
        expect(momentInWords(atMs, 0).zh).not.toBe('');
      }),
    );
  });
});

describe('listInWords', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
  ])('%j → %s', (items, words) => {
    expect(listInWords(items).en).toBe(words);
  });
});
