import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Client } from './support/http2-client.js';
import { makePushCertificate } from './support/push-certificate.js';
import {
  goodHeaders,
  HELLO,
  openTestSimulator,
  signToken,
  without,
  type TestSimulator,
} from './support/test-simulator.js';

let apns: TestSimulator;
let client: Client;
let providerToken: string;

beforeAll(async () => {
  apns = await openTestSimulator();
  providerToken = apns.providerToken();
}, 60_000);
afterAll(() => apns.close());

const tokenOf = (state: string) => SAMPLE_DEVICES.find((device) => device.state === state)?.token ?? '';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface ReasonCase {
  readonly reason: string;
  readonly status: number;
  readonly because: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string;
}

/** Everything a request by itself can earn, in the order of the reference. */
const CASES: readonly ReasonCase[] = [
  {
    reason: 'BadCollapseId',
    status: 400,
    because: 'the limit is 64 bytes',
    headers: { 'apns-collapse-id': 'c'.repeat(65) },
  },
  {
    reason: 'BadCollapseId',
    status: 400,
    because: 'bytes count, not characters',
    headers: { 'apns-collapse-id': Buffer.from('推'.repeat(22)).toString('latin1') },
  },
  {
    reason: 'BadDeviceToken',
    status: 400,
    because: 'nobody has this token',
    headers: { ':path': `/3/device/${'0'.repeat(64)}` },
  },
  {
    reason: 'BadDeviceToken',
    status: 400,
    because: 'it is not hex',
    headers: { ':path': `/3/device/<${SAMPLE_TOKEN}>` },
  },
  {
    reason: 'BadDeviceToken',
    status: 400,
    because: 'it is too short',
    headers: { ':path': '/3/device/aaaa' },
  },
  {
    reason: 'BadExpirationDate',
    status: 400,
    because: 'fractions do not count',
    headers: { 'apns-expiration': '1700000000.5' },
  },
  {
    reason: 'BadExpirationDate',
    status: 400,
    because: 'it is before 1970',
    headers: { 'apns-expiration': '-1' },
  },
  { reason: 'BadMessageId', status: 400, because: 'it is no UUID', headers: { 'apns-id': 'abc' } },
  { reason: 'BadPriority', status: 400, because: 'there is no 7', headers: { 'apns-priority': '7' } },
  {
    reason: 'BadTopic',
    status: 400,
    because: 'a topic has no blanks',
    headers: { 'apns-topic': 'com example' },
  },
  {
    reason: 'DeviceTokenNotForTopic',
    status: 400,
    because: 'the iPhone token is not for calls',
    headers: { 'apns-topic': `${SAMPLE_TOPIC}.voip`, 'apns-push-type': 'voip' },
  },
  {
    reason: 'DuplicateHeaders',
    status: 400,
    because: 'the topic came twice',
    headers: { 'apns-topic': [SAMPLE_TOPIC, SAMPLE_TOPIC] },
  },
  {
    reason: 'InvalidPushType',
    status: 400,
    because: 'there is no such type',
    headers: { 'apns-push-type': 'alarm' },
  },
  {
    reason: 'MissingDeviceToken',
    status: 400,
    because: 'the path ends too early',
    headers: { ':path': '/3/device/' },
  },
  { reason: 'MissingTopic', status: 400, because: 'there is none', headers: { 'apns-topic': undefined } },
  { reason: 'MissingTopic', status: 400, because: 'it is empty', headers: { 'apns-topic': '' } },
  { reason: 'PayloadEmpty', status: 400, because: 'there is no body', body: '' },
  {
    reason: 'TopicDisallowed',
    status: 400,
    because: 'another team owns it',
    headers: { 'apns-topic': 'com.other.app' },
  },
  {
    reason: 'TopicDisallowed',
    status: 400,
    because: 'voip needs its suffix',
    headers: { 'apns-push-type': 'voip' },
  },
  {
    reason: 'TopicDisallowed',
    status: 400,
    because: 'an alert takes no suffix',
    headers: { 'apns-topic': `${SAMPLE_TOPIC}.voip` },
  },
  {
    reason: 'MissingProviderToken',
    status: 403,
    because: 'there is none',
    headers: { authorization: undefined },
  },
  {
    reason: 'MissingProviderToken',
    status: 403,
    because: 'the scheme is another',
    headers: { authorization: 'basic eDp5' },
  },
  {
    reason: 'MissingProviderToken',
    status: 403,
    because: 'nothing follows the scheme',
    headers: { authorization: 'bearer ' },
  },
  {
    reason: 'InvalidProviderToken',
    status: 403,
    because: 'it is no JWT',
    headers: { authorization: 'bearer abc' },
  },
  {
    reason: 'BadPath',
    status: 404,
    because: 'the path is older',
    headers: { ':path': `/2/device/${SAMPLE_TOKEN}` },
  },
  {
    reason: 'BadPath',
    status: 404,
    because: 'of the slash',
    headers: { ':path': `//3/device/${SAMPLE_TOKEN}` },
  },
  {
    reason: 'BadPath',
    status: 404,
    because: 'channels are managed on the other port',
    headers: { ':path': `/1/apps/${SAMPLE_TOPIC}/channels` },
  },
  { reason: 'MethodNotAllowed', status: 405, because: 'it is not POST', headers: { ':method': 'PUT' } },
  {
    reason: 'ExpiredToken',
    status: 410,
    because: 'the token expired',
    headers: { ':path': `/3/device/${tokenOf('expired')}` },
  },
  {
    reason: 'Unregistered',
    status: 410,
    because: 'the app was removed',
    headers: { ':path': `/3/device/${tokenOf('unregistered')}` },
  },
  { reason: 'PayloadTooLarge', status: 413, because: 'the limit is 4096', body: 'x'.repeat(4097) },
];

describe('the reasons a device push can be rejected for', () => {
  beforeAll(async () => {
    client = await apns.connect();
    await client.ask(goodHeaders(providerToken), HELLO);
  });

  it.each(CASES)(
    '$status $reason, because $because',
    async ({ reason, status, headers = {}, body = HELLO }) => {
      const merged = Object.fromEntries(
        Object.entries({ ...goodHeaders(providerToken), ...headers }).filter(
          (entry): entry is [string, string | string[]] => entry[1] !== undefined,
        ),
      );
      const answer = await client.ask(merged, body);
      expect(answer).toMatchObject({ status, reason });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.headers['apns-id']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    },
  );

  it('gives the time of a 410 in milliseconds', async () => {
    const { body } = await client.ask(
      { ...goodHeaders(providerToken), ':path': `/3/device/${tokenOf('unregistered')}` },
      HELLO,
    );
    expect(JSON.parse(body)).toEqual({ reason: 'Unregistered', timestamp: Date.UTC(2026, 0, 15, 9, 30) });
  });
});

describe('what a provider token can be rejected for', () => {
  const rejected = async (token: string) => {
    const fresh = await apns.connect();
    return (await fresh.ask(goodHeaders(token), HELLO)).reason;
  };
  const claims = () => ({ iss: apns.samples.apnsKey.teamId, iat: Math.floor(apns.now() / 1000) });
  const signed = (header: object, payload: object) =>
    signToken(`${encode(header)}.${encode(payload)}`, apns.samples.apnsKey.keyPem);

  it.each<readonly [string, () => string]>([
    ['the algorithm is another', () => signed({ alg: 'HS256', kid: apns.samples.apnsKey.keyId }, claims())],
    ['the key is unknown', () => apns.providerToken({ keyId: 'ABCDEFGHIJ' })],
    ['the key has no name', () => signed({ alg: 'ES256' }, claims())],
    ['the team is another', () => apns.providerToken({ teamId: 'OTHERTEAM0' })],
    [
      'the time is missing',
      () => signed({ alg: 'ES256', kid: apns.samples.apnsKey.keyId }, { iss: claims().iss }),
    ],
    ['the signature is of other words', () => `${apns.providerToken().slice(0, -20)}AAAAAAAAAAAAAAAAAAAA`],
    ['the signature is empty', () => `${apns.providerToken().split('.').slice(0, 2).join('.')}.`],
  ])('InvalidProviderToken when %s', async (_, make) => {
    expect(await rejected(make())).toBe('InvalidProviderToken');
  });

  it('ExpiredProviderToken when it is older than an hour, or an hour ahead', async () => {
    expect(await rejected(apns.providerToken({ ageS: 3605 }))).toBe('ExpiredProviderToken');
    expect(await rejected(apns.providerToken({ ageS: -3605 }))).toBe('ExpiredProviderToken');
    expect(await rejected(apns.providerToken({ ageS: 3590 }))).toBeNull();
  });

  it('BadEnvironmentKeyInToken when the key is for the other environment', async () => {
    const key = (await apns.simulator.keys()).find(({ environment }) => environment === 'production');
    const { keyPem } = await sampleKey(key?.keyId);
    const token = apns.providerToken({ keyId: key?.keyId ?? '', keyPem });
    expect(await rejected(token)).toBe('BadEnvironmentKeyInToken');
    apns.simulator.setSwitches({ environmentKeyReason: 'BadEnvironmentKeyIdInToken' });
    expect(await rejected(token)).toBe('BadEnvironmentKeyIdInToken');
    apns.simulator.setSwitches({ environmentKeyReason: 'BadEnvironmentKeyInToken' });
  });

  it('TopicDisallowed for a topic that a topic-specific key does not have', async () => {
    const key = (await apns.simulator.keys()).find(({ topics }) => topics !== null);
    const { keyPem } = await sampleKey(key?.keyId);
    expect(await rejected(apns.providerToken({ keyId: key?.keyId ?? '', keyPem }))).toBe('TopicDisallowed');
  });

  it('UnrelatedKeyIdInToken when another key comes on the same connection', async () => {
    const other = (await apns.simulator.keys()).find(({ environment }) => environment === 'sandbox');
    const { keyPem } = await sampleKey(other?.keyId);
    const fresh = await apns.connect();
    expect((await fresh.ask(goodHeaders(apns.providerToken()), HELLO)).status).toBe(200);
    const second = apns.providerToken({ keyId: other?.keyId ?? '', keyPem });
    expect((await fresh.ask(goodHeaders(second), HELLO)).reason).toBe('UnrelatedKeyIdInToken');
  });

  it('takes P1363 and DER signatures, any case of the scheme, padded Base64 and a textual time', async () => {
    const { keyId, teamId, keyPem } = apns.samples.apnsKey;
    const issued = String(Math.floor(apns.now() / 1000));
    const padded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');
    const lenient = signToken(
      `${padded({ alg: 'ES256', kid: keyId, typ: 'JWT' })}.${padded({ iss: teamId, iat: issued, kid: keyId })}`,
      keyPem,
    );
    for (const token of [apns.providerToken({ encoding: 'der' }), lenient]) {
      const fresh = await apns.connect();
      const headers = { ...goodHeaders(token), authorization: `Bearer ${token}` };
      expect((await fresh.ask(headers, HELLO)).status).toBe(200);
    }
  });

  it('TooManyProviderTokenUpdates when it is renewed within 20 minutes, and not after', async () => {
    const fresh = await apns.connect();
    const send = async (token: string) => (await fresh.ask(goodHeaders(token), HELLO)).reason;
    expect(await send(apns.providerToken({ ageS: 1 }))).toBeNull();
    expect(await send(apns.providerToken({ ageS: 2 }))).toBe('TooManyProviderTokenUpdates');
    apns.advance(20 * 60_000);
    const renewed = apns.providerToken();
    expect(await send(renewed)).toBeNull();
    expect(await send(renewed)).toBeNull();
  });

  it('counts renewals by key across connections when the switch says so', async () => {
    apns.simulator.setSwitches({ providerTokenUpdates: 'key' });
    expect(await rejected(apns.providerToken({ ageS: 3 }))).toBe('TooManyProviderTokenUpdates');
    apns.simulator.setSwitches({ providerTokenUpdates: 'off' });
    expect(await rejected(apns.providerToken({ ageS: 4 }))).toBeNull();
    apns.simulator.setSwitches({ providerTokenUpdates: 'connection' });
  });

  async function sampleKey(keyId: string | undefined): Promise<{ readonly keyPem: string }> {
    const { readFile } = await import('node:fs/promises');
    return { keyPem: await readFile(apns.simulator.files.apnsKeyPath(keyId ?? ''), 'utf8') };
  }
});

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

describe('reasons that need a state of the service', () => {
  it('TooManyRequests above the rate for one device', async () => {
    apns.simulator.setSwitches({ deviceRate: { pushes: 2, perMs: 60_000 } });
    const fresh = await apns.connect();
    const token = apns.providerToken();
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push((await fresh.ask(goodHeaders(token), HELLO)).reason);
    expect(answers).toEqual([null, null, 'TooManyRequests']);
    apns.advance(61_000);
    expect((await fresh.ask(goodHeaders(token), HELLO)).status).toBe(200);
    apns.simulator.setSwitches({ deviceRate: null });
  });

  it('IdleTimeout when the body does not come', async () => {
    apns.simulator.setSwitches({ requestIdleMs: 50 });
    const fresh = await apns.connect();
    const stream = fresh.session.request(goodHeaders(apns.providerToken()));
    stream.write('{"aps":');
    const status = await new Promise((resolve) =>
      stream.once('response', (headers) => resolve(headers[':status'])),
    );
    expect(status).toBe(400);
    expect(apns.simulator.state().requests[0]?.reason).toBe('IdleTimeout');
    stream.close();
    apns.simulator.setSwitches({ requestIdleMs: 60_000 });
  });

  it.each([
    ['Forbidden', 403],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
  ] as const)('%s by a rule', async (reason, status) => {
    await apns.simulator.setRules([{ id: 'r', when: {}, then: { answer: { status, reason } } }]);
    const fresh = await apns.connect();
    expect(await fresh.ask(goodHeaders('x'), HELLO)).toMatchObject({ status, reason });
    await apns.simulator.setRules([]);
  });

  it('Shutdown for a request that is still arriving when the service stops', async () => {
    const other = await openTestSimulator();
    const fresh = await other.connect();
    const stream = fresh.session.request(goodHeaders(other.providerToken()));
    stream.on('error', () => undefined);
    stream.write('{"aps":');
    await fresh.ask({ ...goodHeaders('x') }, HELLO).catch(() => undefined);
    const answered = new Promise<number>((resolve) =>
      stream.once('response', (headers) => resolve(headers[':status'] ?? 0)),
    );
    const stopped = other.simulator.stop();
    stream.end('{}}');
    expect(await answered).toBe(503);
    await stopped;
    expect(other.simulator.state().requests[0]?.reason).toBe('Shutdown');
    await other.close();
  });
});
