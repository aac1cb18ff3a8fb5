import { describe, expect, it } from 'vitest';
import type { Explanation } from '#shared/apns/explanation';
import type { Push } from '#shared/apns/push';
import { REASON_RULES } from '#shared/apns/reasons';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';

const rig = await openEngineRig();

async function explained(
  change: Partial<Push>,
): Promise<{ reason: string | null; explanation: Explanation }> {
  const { reason, explanation } = await rig.sender.send(rig.push(change));
  if (explanation === null) throw new Error('nothing explained');
  return { reason, explanation };
}

const headers = (change: Push['headers']): Partial<Push> => ({
  headers: { topic: SAMPLE_TOPIC, pushType: 'alert', ...change },
});
const to = (token: string): Partial<Push> => ({ target: { kind: 'device', token } });
const voipToken =
  SAMPLE_DEVICES.find(({ topics }) => topics.some((topic) => topic.endsWith('.voip')))?.token ?? '';

describe('what the simulator refuses is explained by what was wrong with it', () => {
  it.each<[string, Partial<Push>, string]>([
    ['BadDeviceToken', to('0'.repeat(64)), 'one digit repeated'],
    ['BadDeviceToken', to(SAMPLE_TOKEN.slice(0, 62)), '62 hex digits'],
    ['DeviceTokenNotForTopic', to(voipToken), SAMPLE_TOPIC],
    ['TopicDisallowed', headers({ topic: 'com.example.other' }), 'com.example.other'],
    ['MissingTopic', { headers: { pushType: 'alert' } }, 'has to name its topic'],
    ['BadPriority', headers({ priority: 7 }), 'apns-priority is 7'],
    ['BadExpirationDate', headers({ expiration: 1.5 }), 'apns-expiration is 1.5'],
    ['BadCollapseId', headers({ collapseId: '订'.repeat(22) }), '66 bytes'],
    ['BadMessageId', headers({ id: 'order-1042' }), '“order-1042”'],
    ['InvalidPushType', headers({ pushType: 'alerts' }), '“alerts”'],
    ['PayloadEmpty', { payload: '' }, 'without a payload'],
    [
      'PayloadTooLarge',
      { payload: `{"aps":{"alert":"${'x'.repeat(4192)}"}}` },
      '4,212 bytes; the limit for a push of type alert is 4,096',
    ],
    ['MissingProviderToken', { credentialId: null }, 'without a credential'],
  ])('%s: %j → %s', async (reason, change, words) => {
    const result = await explained(change);
    expect(result.reason).toBe(reason);
    expect(result.explanation.cause.en).toContain(words);
  });

  it('gives the time of a 410 in words', async () => {
    const gone = SAMPLE_DEVICES.find(({ state }) => state === 'unregistered');
    const { explanation } = await explained(to(gone?.token ?? ''));
    expect(explanation.cause.en).toContain('since 15 January 2026, 09:30:00 UTC (');
    expect(explanation.actions.map(({ action }) => action)).toEqual([
      { kind: 'mark-device-gone', token: gone?.token },
    ]);
  });

  it('names the topics of the certificate', async () => {
    const { explanation } = await explained({
      credentialId: SAMPLE_CREDENTIAL_IDS.identity,
      ...headers({ topic: 'com.example.other' }),
    });
    expect(explanation.cause.en).toContain(
      `only one topic, ${SAMPLE_TOPIC}, but the push names com.example.other`,
    );
  });
});

describe('every reason that APNs may answer with', () => {
  it.each(REASON_RULES.filter(({ apis }) => apis.includes('device')))(
    '$status $reason comes with its explanation',
    async ({ status, reason, retry }) => {
      const answer = { status, reason, ...(status === 410 ? { timestampMs: 1_767_225_600_000 } : {}) };
      await rig.simulator.setRules([{ id: reason, when: {}, then: { answer } }]);
      const result = await explained({});
      expect(result.reason).toBe(reason);
      expect(result.explanation.retry).toBe(retry);
      expect(result.explanation.title.en).toContain(`${status} ${reason}`);
      await rig.simulator.setRules([]);
    },
  );

  it('and one that nobody knows yet is shown as it is', async () => {
    const answer = { status: 403, reason: 'KeyOnVacation' };
    await rig.simulator.setRules([{ id: 'new', when: {}, then: { answer } }]);
    const { explanation } = await explained({});
    expect(explanation.title.en).toContain('403 KeyOnVacation');
    expect(explanation.cause.en).toContain('“KeyOnVacation”');
    await rig.simulator.setRules([]);
  });
});
