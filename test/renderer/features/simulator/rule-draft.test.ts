import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultRule, RuleEffect } from '#shared/simulator/model';
import { RULE_GALLERY } from '#shared/simulator/rule-gallery';
import { faultRules } from '#shared/simulator/schemas';
import {
  draftOf,
  emptyRuleDraft,
  moveRule,
  problemsOf,
  ruleOf,
  saveRule,
  toNumber,
} from '../../../../renderer/features/simulator/rule-draft.js';

const EFFECTS: readonly RuleEffect[] = [
  { answer: { status: 503, reason: 'ServiceUnavailable' } },
  { answer: { status: 410, reason: 'Unregistered', timestampMs: 42 } },
  { delayMs: 500 },
  { delayMs: { min: 100, max: 900 } },
  { hang: true },
  { drop: true },
  { reset: 'REFUSED_STREAM' },
  { throttle: 3 },
  { expireToken: true },
  { goaway: { debug: 'json', reason: 'Shutdown', lastStreamId: 'none', times: 2 } },
  { goaway: { debug: 'empty', lastStreamId: 7, times: 1 } },
];

const rule = (id: string, then: RuleEffect = { hang: true }): FaultRule => ({
  id,
  enabled: true,
  when: {},
  then,
});

describe('a rule in the editor', () => {
  it.each(EFFECTS.map((effect) => ({ effect })))('comes out as it went in: $effect', ({ effect }) => {
    expect(ruleOf(draftOf(rule('r', effect)))).toEqual(rule('r', effect));
  });

  it('keeps every condition, and a probability to the last digit', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            token: fc.constantFrom('ab'.repeat(32), 'ab*'),
            topic: fc.constantFrom('com.example.*', 'com.example.app'),
            pushType: fc.constantFrom('alert', 'voip'),
            payload: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
            every: fc.integer({ min: 1, max: 1000 }),
            after: fc.integer({ min: 0, max: 1000 }),
            probability: fc.integer({ min: 0, max: 10_000 }).map((value) => value / 10_000),
            seed: fc.integer({ min: 0, max: 2 ** 31 }),
          },
          { requiredKeys: [] },
        ),
        (when) => {
          expect(ruleOf(draftOf({ ...rule('r'), when })).when).toEqual(when);
        },
      ),
    );
  });

  it('makes only rules that the contract takes, from everything in the gallery', () => {
    const rules = RULE_GALLERY.map(({ rule: ready }) => ruleOf(draftOf(ready)));
    expect(() => faultRules.parse(rules)).not.toThrow();
  });

  it('begins with something that can be saved', () => {
    expect(problemsOf(emptyRuleDraft('new'))).toEqual([]);
  });

  it.each([
    { change: { status: 700 }, problem: 'status' },
    { change: { status: 400, reason: ' ' }, problem: 'reason' },
    { change: { effect: 'delay', delayMin: '' }, problem: 'delayMin' },
    { change: { effect: 'delay', delayMin: 500, delayMax: 100 }, problem: 'delayMax' },
    { change: { percent: 101 }, problem: 'percent' },
    { change: { effect: 'goaway', lastStream: 'number', lastStreamId: '' }, problem: 'lastStreamId' },
    { change: { effect: 'throttle', streams: 0 }, problem: 'streams' },
  ] as const)('refuses $change', ({ change, problem }) => {
    expect(problemsOf({ ...emptyRuleDraft('new'), ...change })).toEqual([problem]);
  });

  it('does not complain about fields of a fault that is not chosen', () => {
    expect(problemsOf({ ...emptyRuleDraft('new'), effect: 'hang', status: '', reason: '' })).toEqual([]);
  });

  it('reads numbers as they are typed', () => {
    expect(['', '12', 7].map(toNumber)).toEqual(['', 12, 7]);
  });
});

describe('the list of rules', () => {
  const rules = [rule('a'), rule('b'), rule('c')];
  const ids = (list: readonly FaultRule[]): string => list.map(({ id }) => id).join('');

  it('moves a rule by a step and stops at both ends', () => {
    expect(ids(moveRule(rules, 'b', -1))).toBe('bac');
    expect(ids(moveRule(rules, 'b', 1))).toBe('acb');
    expect(ids(moveRule(rules, 'a', -1))).toBe('abc');
    expect(ids(moveRule(rules, 'unknown', 1))).toBe('abc');
  });

  it('saves a known rule in its place and a new one at the end', () => {
    expect(saveRule(rules, rule('b', { drop: true }))[1]?.then).toEqual({ drop: true });
    expect(ids(saveRule(rules, rule('d')))).toBe('abcd');
  });
});
