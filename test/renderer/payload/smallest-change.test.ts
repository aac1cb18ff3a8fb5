import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestChange } from '../../../renderer/features/payload/smallest-change.js';

const apply = (before: string, change: ReturnType<typeof smallestChange>): string =>
  change === null ? before : before.slice(0, change.from) + change.insert + before.slice(change.to);

describe('smallestChange', () => {
  it('turns any text into any other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(apply(before, smallestChange(before, after))).toBe(after);
      }),
    );
  });

  it('touches only what differs', () => {
    expect(smallestChange('{"badge":1}', '{"badge":12}')).toEqual({ from: 10, to: 10, insert: '2' });
  });

  it('is nothing for equal texts', () => {
    expect(smallestChange('a', 'a')).toBeNull();
  });
});
