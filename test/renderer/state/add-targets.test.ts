import { describe, expect, it } from 'vitest';
import { addTargets } from '../../../renderer/state/add-targets.js';

const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);

describe('addTargets', () => {
  it('adds every token of a pasted text once', () => {
    const outcome = addTargets([{ token: A, name: 'kept' }], `${A}\n${B}\n${B}`);
    expect(outcome.targets).toEqual([
      { token: A, name: 'kept' },
      { token: B, name: null },
    ]);
    expect(outcome).toMatchObject({ added: 1, duplicates: 2 });
  });

  it('says once what was cleaned', () => {
    const upper = `${'AB'.repeat(32)}\n${'CD'.repeat(32)}`;
    expect(addTargets([], upper).cleaned).toHaveLength(1);
  });

  it('keeps what is no token, with its problem: APNs judges', () => {
    const outcome = addTargets([], 'abc');
    expect(outcome.added).toBe(1);
    expect(outcome.problems[0]?.problem?.kind).toBe('odd-digits');
  });
});
