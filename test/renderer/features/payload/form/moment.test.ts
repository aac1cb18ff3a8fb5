import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MomentChoice,
  momentOf,
  valueOfMoment,
} from '../../../../../renderer/features/payload/form/moment.js';

describe('a moment in a payload', () => {
  it('is read back as it was written', () => {
    const choice = fc.oneof(
      fc.constant<MomentChoice>({ kind: 'unset' }),
      fc
        .integer({ min: -9999, max: 99_999_999 })
        .map((seconds): MomentChoice => ({ kind: 'after', seconds })),
      fc.nat().map((unixS): MomentChoice => ({ kind: 'at', unixS })),
    );
    fc.assert(
      fc.property(choice, (given) => {
        if (given.kind === 'other') return;
        expect(momentOf(valueOfMoment(given))).toEqual(given);
      }),
    );
  });

  it('of a form the fields cannot show is left to the JSON', () => {
    expect(momentOf('tomorrow').kind).toBe('other');
    expect(momentOf(true).kind).toBe('other');
  });
});
