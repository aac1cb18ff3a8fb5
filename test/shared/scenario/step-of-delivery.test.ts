import { describe, expect, it } from 'vitest';
import type { Delivery, Push } from '#shared/apns/push';
import { REDACTED } from '#shared/apns/secret-headers';
import { formatScenario } from '#shared/scenario/format-scenario';
import { readScenario } from '#shared/scenario/read-scenario';
import { newScenario } from '#shared/scenario/scenario';
import { stepFromDelivery } from '#shared/scenario/step-of-delivery';
import { acceptedDelivery, SAMPLE_PUSH } from '../../support/fake-services.js';

const AT_S = 1_700_000_000;
const surroundings = {
  credentials: [],
  servers: [{ name: 'Relay', url: 'https://relay.example:443' }],
  deviceNames: new Set(['Ada’s iPhone']),
};

function sendOf(push: Partial<Push>, outcome: Partial<Delivery> = {}) {
  const delivery = { ...acceptedDelivery({ ...SAMPLE_PUSH, ...push }), atMs: AT_S * 1000, ...outcome };
  const step = stepFromDelivery(delivery, surroundings);
  if (step.kind !== 'send') throw new Error('not a send');
  // What was added has to be readable again.
  const text = formatScenario(newScenario({ name: 'A', steps: [step] }));
  expect(readScenario(text)).toMatchObject({ kind: 'scenario', scenario: { steps: [step] } });
  return step;
}

describe('a delivery as a step', () => {
  it('expects what became of it', () => {
    const answer = { outcome: 'rejected', status: 410, reason: 'Unregistered' } as const;
    expect(sendOf({}, answer).expect).toEqual(answer);
    const failure = { outcome: 'failed', status: null, reason: null } as const;
    expect(sendOf({}, failure).expect).toEqual({ outcome: 'failed' });
  });

  it('names a saved device, and the token of one that is not', () => {
    const device = (name: string) => sendOf({ target: { kind: 'device', token: 'ab', name } }).send.targets;
    expect(device('Ada’s iPhone')).toEqual([{ kind: 'device', name: 'Ada’s iPhone' }]);
    expect(device('Somebody')).toEqual([{ kind: 'token', token: 'ab' }]);
  });

  it('goes to a channel again', () => {
    const target = { kind: 'channel', bundleId: 'com.example.app', channelId: 'dHN0' } as const;
    expect(sendOf({ target }).send.targets).toEqual([target]);
  });

  it('sends no topic and no type where none was sent', () => {
    expect(sendOf({ headers: {} }).send.headers).toEqual({ topic: '', pushType: '' });
  });

  it.each([
    { sent: 0, kept: { expiresInS: 0 } },
    { sent: AT_S + 3600, kept: { expiresInS: 3600 } },
    { sent: AT_S - 5, kept: { expiration: AT_S - 5 } },
  ])('keeps an expiration at $sent as $kept', ({ sent, kept }) => {
    expect(sendOf({ headers: { expiration: sent } }).send.headers).toMatchObject(kept);
  });

  it('leaves out the ID, which names one request, and values that were not kept', () => {
    const custom = [
      { name: 'authorization', value: REDACTED },
      { name: 'x-kept', value: '1' },
    ];
    const { headers } = sendOf({ headers: { id: 'one', custom } }).send;
    expect(headers).toEqual({ topic: '', pushType: '', custom: [{ name: 'x-kept', value: '1' }] });
  });

  it.each([
    { url: 'https://relay.example:443', name: 'Relay' },
    { url: 'https://other.example:443', name: 'https://other.example:443' },
  ])('names the server $url $name', ({ url, name }) => {
    expect(sendOf({ environment: { kind: 'custom', url } }).send.environment).toBe(name);
  });
});
