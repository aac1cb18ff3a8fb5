import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchKeyOf, deliveryIdOf, placeOfDeliveryId } from '#core/history/packing/delivery-id';
import { tokensContaining } from '#core/history/packing/digit-search';
import { type LedgerTarget, packTargets, TargetList } from '#core/history/packing/target-list';

const digits = (length: number) =>
  fc.string({ unit: fc.nat(15).map((digit) => digit.toString(16)), minLength: length, maxLength: length });

describe('a list of targets', () => {
  const target: fc.Arbitrary<Omit<LedgerTarget, 'position'>> = fc.record(
    {
      target: fc.oneof(
        digits(64).map((token) => ({ kind: 'device' as const, token })),
        fc.tuple(fc.string(), fc.string()).map(([token, name]) => ({ kind: 'device' as const, token, name })),
      ),
      variables: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2, noNullPrototype: true }),
    },
    { requiredKeys: ['target'] },
  );

  it('gives back every target, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), target), { minLength: 1, maxLength: 30 }), (parts) => {
        let position = -1;
        const targets = parts.map(([gap, part]) => ({ ...part, position: (position += gap + 1) }));
        const list = new TargetList(packTargets(targets));
        expect(targets.map((one) => list.targetAt(list.indexOf(one.position)))).toEqual(targets);
        expect(list.indexOf(position + 1)).toBe(-1);
      }),
    );
  });

  it('takes 32 bytes for a token of 64 digits', () => {
    const targets = Array.from({ length: 100 }, (_, at) => ({
      position: 5 + at,
      target: { kind: 'device' as const, token: at.toString(16).padStart(64, '0') },
    }));
    const { tokens, places, extras } = packTargets(targets);
    expect([tokens.length, places, extras]).toEqual([3200, null, null]);
  });

  it('is known to be damaged', () => {
    const packed = packTargets([{ position: 0, target: { kind: 'device', token: 'ab'.repeat(32) } }]);
    expect(() => new TargetList({ ...packed, tokens: Buffer.alloc(32) })).toThrow(RangeError);
  });
});

describe('a search for digits', () => {
  it('finds what a search in the text finds, at even and odd places', () => {
    const few = (length: number) =>
      fc.string({ unit: fc.constantFrom('0', '1', 'a'), minLength: length, maxLength: length });
    fc.assert(
      fc.property(
        fc.array(few(8), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }).chain(few),
        (tokens, word) => {
          const found = tokensContaining(Buffer.from(tokens.join(''), 'hex'), 4, word);
          const expected = tokens.flatMap((token, index) => (token.includes(word) ? [index] : []));
          expect([...found].sort((a, b) => a - b)).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the ID of a delivery', () => {
  it('is a UUID that says which delivery it is', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(2 ** 31 - 1), fc.nat(4095), (batchId, position, run) => {
        const key = batchKeyOf(batchId);
        const id = deliveryIdOf(key, { position, run });
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(placeOfDeliveryId(id)).toEqual({ key, position, run });
      }),
    );
  });

  it('is no other one', () => {
    expect(placeOfDeliveryId('e3b0c442-98fc-4c14-9afb-f4c8996fb924')).toBeNull();
    expect(placeOfDeliveryId('d0')).toBeNull();
  });
});
