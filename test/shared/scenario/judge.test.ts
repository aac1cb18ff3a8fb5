import { describe, expect, it } from 'vitest';
import { expectationWords, findMismatches } from '#shared/scenario/judge';
import type { Expectation } from '#shared/scenario/scenario';
import type { StepDelivery } from '#shared/scenario/scenario-run';

const seen = (parts: Partial<StepDelivery> = {}): StepDelivery => ({
  id: 'delivery',
  token: '00',
  device: null,
  outcome: 'accepted',
  status: 200,
  reason: null,
  apnsId: null,
  responseMs: 12.34,
  shown: 'banner',
  explanation: null,
  ...parts,
});
const refused = seen({ outcome: 'rejected', status: 410, reason: 'Unregistered', shown: 'nothing' });

describe('an expectation', () => {
  it.each<{ expected: Expectation; of: StepDelivery; missed: readonly string[] }>([
    { expected: { outcome: 'accepted', status: 200, reason: null }, of: seen(), missed: [] },
    { expected: { status: 410, reason: 'Unregistered' }, of: refused, missed: [] },
    { expected: { outcome: 'accepted', status: 200 }, of: refused, missed: ['outcome', 'status'] },
    { expected: { reason: null }, of: refused, missed: ['reason'] },
    { expected: { withinMs: 12 }, of: seen(), missed: ['withinMs'] },
    { expected: { withinMs: 13 }, of: seen(), missed: [] },
    { expected: { withinMs: 13 }, of: refused, missed: ['outcome'] },
    {
      expected: { withinMs: 13 },
      of: seen({ outcome: 'failed', responseMs: null }),
      missed: ['outcome', 'withinMs'],
    },
    { expected: { shows: 'call' }, of: seen(), missed: ['shows'] },
    { expected: { shows: 'call' }, of: seen({ shown: null }), missed: [] },
  ])('$expected misses $missed', ({ expected, of, missed }) => {
    expect(findMismatches(expected, of).map(({ what }) => what)).toEqual(missed);
  });

  it('says what it wanted and what it got, in both languages', () => {
    const [mismatch] = findMismatches({ status: 200 }, refused);
    expect(mismatch?.message).toEqual({
      en: 'Expected status 200, but it was 410.',
      zh: '期望状态码为 200，实际为 410。',
    });
  });

  it('has words for a list', () => {
    expect(expectationWords({ outcome: 'rejected', status: 400, reason: 'BadTopic' })).toEqual({
      en: 'rejected, 400, BadTopic',
      zh: '被拒绝，400，BadTopic',
    });
  });
});
