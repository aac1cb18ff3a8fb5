import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFault, type FaultCounts, seededDraw } from '#shared/simulator/faults';
import type { FaultRule, RuleCondition } from '#shared/simulator/model';

const SUBJECT = { token: 'abcdef', topic: 'com.app.voip', pushType: 'voip', payload: '{"callId":"7f"}' };
const rule = (when: RuleCondition, id = 'rule'): FaultRule => ({ id, when, then: { hang: true } });
const hits = (rules: readonly FaultRule[], requests: number, counts: FaultCounts = new Map()) =>
  Array.from({ length: requests }, () => chooseFault(rules, counts, SUBJECT)?.rule.id ?? '-').join(' ');

describe('chooseFault', () => {
  it.each<readonly [RuleCondition, boolean]>([
    [{}, true],
    [{ token: 'abcdef' }, true],
    [{ token: 'ABCDEF' }, true],
    [{ token: 'abc' }, false],
    [{ token: 'abc*' }, true],
    [{ token: '*' }, true],
    [{ topic: 'com.app*' }, true],
    [{ topic: 'com.app' }, false],
    [{ pushType: 'voip', payload: 'callId' }, true],
    [{ pushType: 'voip', payload: 'callid' }, false],
    [{ probability: 0 }, false],
    [{ probability: 1 }, true],
  ])('%j → %s', (when, isMet) => {
    expect(chooseFault([rule(when)], new Map(), SUBJECT) !== null).toBe(isMet);
  });

  it('tries the rules in order, and counts only those it tried', () => {
    const rules = [rule({ every: 3 }, 'a'), rule({ after: 1 }, 'b')];
    expect(hits(rules, 6)).toBe('- b a b b a');
  });

  it('skips a rule that is switched off', () => {
    expect(hits([{ ...rule({}, 'a'), enabled: false }, rule({}, 'b')], 1)).toBe('b');
  });

  it('draws the same from the same seed, and from the same ID without one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, probability) => {
        expect(hits([rule({ probability, seed })], 50)).toBe(hits([rule({ probability, seed })], 50));
        expect(hits([rule({ probability })], 50)).toBe(hits([rule({ probability })], 50));
      }),
    );
  });

  it('meets about as many as the chance says', () => {
    const met = hits([rule({ probability: 0.3, seed: 5 })], 10_000).split('rule').length - 1;
    expect(met).toBeGreaterThan(2850);
    expect(met).toBeLessThan(3150);
  });
});

describe('seededDraw', () => {
  it('stays within 0…1 for any seed and any number', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, n) => {
        const draw = seededDraw(seed, n);
        expect(draw >= 0 && draw < 1).toBe(true);
      }),
    );
  });
});
