import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUSH_TYPE_RULES, PUSH_TYPES } from '#shared/apns/push-types';
import {
  bundleIdOf,
  completeTopic,
  defaultPriority,
  defaultPushType,
  isSpecialTopic,
  pushTypeOfTopic,
} from '#shared/apns/topic';

const BUNDLE = 'com.example.app';
const suffixed = PUSH_TYPES.filter((type) => PUSH_TYPE_RULES[type].topicSuffix !== '');

describe('the suffix of a topic', () => {
  it.each(suffixed)('of %s is added, recognised and taken away', (type) => {
    const { topic, added } = completeTopic(BUNDLE, type);
    expect(topic).toBe(BUNDLE + PUSH_TYPE_RULES[type].topicSuffix);
    expect(added).toBe(PUSH_TYPE_RULES[type].topicSuffix);
    expect(pushTypeOfTopic(topic)).toBe(type);
    expect(bundleIdOf(topic)).toBe(BUNDLE);
    expect(completeTopic(topic, type)).toEqual({ topic, added: null });
  });

  it.each(['alert', 'background', 'mdm', 'no-such-type'])('is not added for %s', (type) => {
    expect(completeTopic(BUNDLE, type)).toEqual({ topic: BUNDLE, added: null });
  });

  it.each(['pass.com.example.loyalty', 'web.com.example', 'com.apple.mgmt.External.1234'])(
    '%s is complete as it stands',
    (topic) => {
      expect(isSpecialTopic(topic)).toBe(true);
      expect(completeTopic(topic, 'voip')).toEqual({ topic, added: null });
    },
  );

  it('is never added twice, whatever the topic', () => {
    fc.assert(
      fc.property(fc.domain(), fc.constantFrom(...PUSH_TYPES), (domain, type) => {
        const once = completeTopic(domain, type).topic;
        expect(completeTopic(once, type).topic).toBe(once);
      }),
    );
  });
});

describe('the default push type', () => {
  it.each([
    { payload: '{"aps":{"alert":"Hi"}}', topic: BUNDLE, type: 'alert' },
    { payload: '{"aps":{"alert":"Hi"}}', topic: `${BUNDLE}.voip`, type: 'voip' },
    { payload: '{"aps":{"alert":"Hi"}}', topic: `${BUNDLE}.voip-ptt`, type: 'pushtotalk' },
    { payload: '{"aps":{"content-available":1}}', topic: BUNDLE, type: 'background' },
    { payload: '{"aps":{"content-available":1,"alert":"Hi"}}', topic: BUNDLE, type: 'alert' },
    { payload: '{"aps":{"event":"update","content-state":{}}}', topic: undefined, type: 'liveactivity' },
    { payload: '{"aps":{"content-changed":true}}', topic: BUNDLE, type: 'widgets' },
    { payload: '{"mdm":"magic"}', topic: undefined, type: 'mdm' },
    { payload: '{}', topic: 'pass.com.example.loyalty', type: 'background' },
    { payload: 'not json', topic: undefined, type: 'alert' },
    { payload: '[1]', topic: undefined, type: 'alert' },
  ])('of $payload for $topic is $type', ({ payload, topic, type }) => {
    expect(defaultPushType(payload, topic)).toBe(type);
  });

  it('never has a priority that Apple calls an error', () => {
    expect(defaultPriority('background')).toBe(5);
    for (const type of PUSH_TYPES) expect(PUSH_TYPE_RULES[type].priorities).toContain(defaultPriority(type));
    expect(defaultPriority('no-such-type')).toBe(10);
  });
});
