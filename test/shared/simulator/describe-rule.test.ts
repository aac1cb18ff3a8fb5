import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRule } from '#shared/simulator/describe-rule';
import type { FaultRule, RuleCondition, RuleEffect } from '#shared/simulator/model';
import { RULE_GALLERY } from '#shared/simulator/rule-gallery';
import { faultRules } from '#shared/simulator/schemas';

describe('describeRule', () => {
  it.each<readonly [RuleCondition, RuleEffect, string, string]>([
    [{}, { hang: true }, 'Every push never gets an answer.', '每条推送永远得不到答复。'],
    [
      { token: 'abc*', every: 3 },
      { answer: { status: 410, reason: 'Unregistered' } },
      'Every 3rd push to tokens that begin with abc is answered 410 Unregistered.',
      '每第 3 条令牌以 abc 开头的推送返回 410 Unregistered。',
    ],
    [
      { topic: 'com.app', pushType: 'voip', after: 10, probability: 0.25 },
      { delayMs: { min: 500, max: 1500 } },
      'Every push of type voip for the topic com.app after the first 10, with a chance of 25%, is handled 0.5 to 1.5 s late.',
      '前 10 条之后，每条类型为 voip、主题为 com.app 的推送有 25% 的概率延迟 0.5 至 1.5 秒处理。',
    ],
    [
      { payload: '"sync"', every: 11 },
      { goaway: { reason: 'Shutdown', lastStreamId: 'none', times: 2 } },
      'Every 11th push whose payload contains “"sync"” makes the connection end with GOAWAY Shutdown, sent twice, and nothing on it counts as processed.',
      '每第 11 条载荷包含“"sync"”的推送会使连接以 GOAWAY Shutdown 结束（发送两次），其上的请求均视为未处理。',
    ],
    [
      {},
      { throttle: 1 },
      'Every push limits its connection to one stream at a time.',
      '每条推送会将连接限制为同时仅 1 个流。',
    ],
  ])('%j %j', (when, then, en, zh) => {
    expect(describeRule({ when, then })).toEqual({ en, zh });
  });

  it('tells rules apart by what they catch and by what they do', () => {
    const sentences = RULE_GALLERY.map(({ rule }) => describeRule(rule));
    expect(new Set(sentences.map(({ en }) => en)).size).toBe(RULE_GALLERY.length);
    expect(new Set(sentences.map(({ zh }) => zh)).size).toBe(RULE_GALLERY.length);
  });

  it('makes one sentence of anything the schema lets through', () => {
    const text = fc.string({ maxLength: 60 });
    const when = fc.record<RuleCondition>(
      {
        token: text,
        topic: text,
        pushType: text,
        payload: text,
        every: fc.integer({ min: 1, max: 1000 }),
        after: fc.nat(1000),
        probability: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.integer(),
      },
      { requiredKeys: [] },
    );
    const then: fc.Arbitrary<RuleEffect> = fc.oneof(
      fc.record({ answer: fc.record({ status: fc.integer({ min: 200, max: 599 }), reason: text }) }),
      fc.record({ delayMs: fc.nat(600_000) }),
      fc.record({ reset: text }),
      fc.constantFrom<RuleEffect>({ drop: true }, { hang: true }, { expireToken: true }, { throttle: 5 }),
      fc.record({
        goaway: fc.record(
          {
            debug: fc.constantFrom('json' as const, 'empty' as const, 'text' as const),
            reason: text,
            lastStreamId: fc.oneof(fc.constantFrom('none' as const, 'last' as const), fc.nat(100)),
            times: fc.constantFrom(1 as const, 2 as const),
          },
          { requiredKeys: [] },
        ),
      }),
    );
    fc.assert(
      fc.property(when, then, (condition, effect) => {
        const { en, zh } = describeRule({ when: condition, then: effect });
        expect(en).toMatch(/^Every .+\.$/s);
        expect(zh).toMatch(/推送.*。$/s);
        expect(en + zh).not.toMatch(/undefined|null|NaN|\[object/);
      }),
    );
  });
});

describe('the gallery', () => {
  it('holds rules that can be set, each with its own ID and words in both languages', () => {
    const rules: readonly FaultRule[] = RULE_GALLERY.map(({ rule }) => rule);
    expect(faultRules.safeParse(rules).success).toBe(true);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { title, description } of RULE_GALLERY) {
      for (const words of [title, description]) {
        expect(words.en).toMatch(/[A-Za-z]{2}/);
        expect(words.zh).toMatch(/\p{Script=Han}{2}/u);
      }
    }
  });
});
