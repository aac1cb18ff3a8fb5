import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { makePushCertificate } from './support/push-certificate.js';
import {
  goodHeaders,
  HELLO,
  openTestSimulator,
  type TestSimulator,
  without,
} from './support/test-simulator.js';

let apns: TestSimulator;

beforeAll(async () => {
  apns = await openTestSimulator();
}, 60_000);
afterAll(() => apns.close());

describe('what a certificate can be rejected for', () => {
  it('BadCertificate when it is not a push certificate', async () => {
    const { certificatePem: cert, keyPem: key } = await makePushCertificate({
      environments: [],
      topics: [],
      commonName: 'Jane Doe',
    });
    const fresh = await apns.connect({ cert, key });
    expect(await fresh.ask(goodHeaders('x'), HELLO)).toMatchObject({ status: 403, reason: 'BadCertificate' });
  });

  it('needs no provider token, and ignores a bad one', async () => {
    const fresh = await apns.connect(apns.identity);
    expect((await fresh.ask(goodHeaders('nonsense'), HELLO)).status).toBe(200);
  });

  it('MissingTopic when it lists several, TopicDisallowed when it does not list the one', async () => {
    const fresh = await apns.connect(apns.identity);
    const withoutTopic = without('apns-topic', goodHeaders('x'));
    expect((await fresh.ask(withoutTopic, HELLO)).reason).toBe('MissingTopic');
    const headers = {
      ...goodHeaders('x'),
      'apns-topic': `${SAMPLE_TOPIC}.push-type.liveactivity`,
      'apns-push-type': 'liveactivity',
    };
    expect((await fresh.ask(headers, HELLO)).reason).toBe('TopicDisallowed');
  });

  it('stands for its topic by itself when it lists only one', async () => {
    const { certificatePem: cert, keyPem: key } = await makePushCertificate({
      environments: ['sandbox'],
      topics: [{ topic: SAMPLE_TOPIC, label: 'topic' }],
    });
    const fresh = await apns.connect({ cert, key });
    const withoutTopic = without('apns-topic', goodHeaders('x'));
    expect((await fresh.ask(withoutTopic, HELLO)).status).toBe(200);
  });

  it('GOAWAY BadCertificateEnvironment, and no answer, when it is for the other environment', async () => {
    const { certificatePem: cert, keyPem: key } = await makePushCertificate({
      environments: ['production'],
      topics: [{ topic: SAMPLE_TOPIC, label: 'topic' }],
    });
    const fresh = await apns.connect({ cert, key });
    await expect(fresh.ask(goodHeaders('x'), HELLO)).rejects.toThrow();
    await fresh.closed();
    expect(fresh.goaways[0]).toEqual({
      code: 0,
      lastStreamId: 0,
      debug: '{"reason":"BadCertificateEnvironment"}',
    });
  });

  it('a closed connection when it has expired', async () => {
    const { certificatePem: cert, keyPem: key } = await makePushCertificate({
      environments: ['sandbox'],
      topics: [{ topic: SAMPLE_TOPIC, label: 'topic' }],
      validUntil: -1,
    });
    const refused = apns.connect({ cert, key }).then((fresh) => fresh.ask(goodHeaders('x'), HELLO));
    await expect(refused).rejects.toThrow();
  });
});
