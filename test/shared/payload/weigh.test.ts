import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heaviestValues, utf8Bytes } from '#shared/payload/weigh';

describe('utf8Bytes', () => {
  it('counts as the encoder does, lone surrogates included', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.integer({ min: 0xd700, max: 0xe100 }),
        (text, unit) => {
          const withUnit = text + String.fromCharCode(unit);
          expect(utf8Bytes(withUnit)).toBe(new TextEncoder().encode(withUnit).length);
        },
      ),
    );
  });
});

describe('heaviestValues', () => {
  it('names the text that weighs, not the objects around it', () => {
    const text = JSON.stringify({
      aps: { alert: { title: 'Hi', body: '订'.repeat(100) }, badge: 1 },
      list: [1, 2, 3],
    });
    expect(heaviestValues(text, 2)).toEqual([
      { path: '/aps/alert/body', bytes: 309 },
      { path: '/list', bytes: 14 },
    ]);
  });

  it('gives nothing for an empty text', () => {
    expect(heaviestValues('')).toEqual([]);
  });
});
