import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDeliveries } from '#shared/history/compare';
import { diffLines } from '#shared/history/diff-lines';
import { searchWords } from '#shared/history/search-words';
import { aDelivery } from '../../core/history/a-delivery.js';

describe('a line diff', () => {
  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((list) => list.join('\n'));

  it('holds both texts, in order', () => {
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const diff = diffLines(left, right);
        const side = (other: string) => diff.filter(({ kind }) => kind !== other).map(({ text }) => text);
        expect(side('added').join('\n')).toBe(left);
        expect(side('removed').join('\n')).toBe(right);
      }),
      { numRuns: 500 },
    );
  });

  it('changes as little as possible', () => {
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const same = diffLines(left, right).filter(({ kind }) => kind === 'same').length;
        expect(same).toBe(longestCommon(left.split('\n'), right.split('\n')));
      }),
    );
  });

  it('stays quick for texts that have nothing in common', () => {
    const text = (letter: string) => Array.from({ length: 20_000 }, (_, n) => letter + String(n)).join('\n');
    const began = performance.now();
    expect(diffLines(text('a'), text('b'))).toHaveLength(40_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('two deliveries', () => {
  it('are compared by facts, headers and payload, whatever its layout', () => {
    const left = aDelivery({ payload: '{"aps":{"alert":"one","badge":1}}', topic: 'com.example.app' });
    const right = aDelivery({
      payload: '{ "aps": { "alert": "two", "badge": 1 } }',
      topic: 'com.example.app.voip',
      environment: 'production',
    });
    const comparison = compareDeliveries(left, right);
    expect(comparison.facts.find(({ name }) => name === 'environment')).toEqual({
      name: 'environment',
      left: 'simulator',
      right: 'production',
      same: false,
    });
    expect(comparison.headers.filter(({ same }) => !same)).toEqual([
      { name: 'apns-topic', left: 'com.example.app', right: 'com.example.app.voip', same: false },
    ]);
    expect(comparison.samePayload).toBe(false);
    expect(comparison.payload.filter(({ kind }) => kind !== 'same').map(({ text }) => text.trim())).toEqual([
      '"alert": "one",',
      '"alert": "two",',
    ]);
  });

  it('name a header that only one has', () => {
    const extra = [{ name: 'apns-collapse-id', value: 'x' }];
    const { headers } = compareDeliveries(
      aDelivery({ requestHeaders: [] }),
      aDelivery({ requestHeaders: extra }),
    );
    expect(headers).toEqual([{ name: 'apns-collapse-id', left: null, right: 'x', same: false }]);
  });
});

describe('the words of a search', () => {
  it.each([
    ['two  words', ['two', 'words']],
    ['"in quotes" and', ['in quotes', 'and']],
    ['  ', []],
    ['"', ['"']],
    ['same same', ['same']],
  ])('%j are %j', (search, expected) => {
    expect(searchWords(search)).toEqual(expected);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const row = table[i];
      if (row === undefined) continue;
      row[j] =
        a[i - 1] === b[j - 1]
          ? (table[i - 1]?.[j - 1] ?? 0) + 1
          : Math.max(table[i - 1]?.[j] ?? 0, row[j - 1] ?? 0);
    }
  }
  return table[a.length]?.[b.length] ?? 0;
}
