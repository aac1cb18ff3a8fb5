import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Client } from './support/http2-client.js';
import { goodHeaders, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

const ACTIVITY = SAMPLE_DEVICES.find(({ name }) => name.includes('Live Activity'))?.token ?? '';
const CHANNELS = `/1/apps/${SAMPLE_TOPIC}/channels`;

let apns: TestSimulator;
let client: Client;
let management: Client;
let auth: Readonly<Record<string, string>>;

beforeAll(async () => {
  apns = await openTestSimulator();
  client = await apns.connect();
  management = await apns.connectManagement();
  auth = { authorization: `bearer ${apns.providerToken()}` };
}, 60_000);
afterAll(() => apns.close());

const create = (storagePolicy: 0 | 1) =>
  management.ask(
    { ':method': 'POST', ':path': CHANNELS, ...auth },
    JSON.stringify({ 'message-storage-policy': storagePolicy, 'push-type': 'LiveActivity' }),
  );

describe('channel management', () => {
  it('creates, reads, lists and deletes a channel', async () => {
    const created = await create(1);
    const channelId = String(created.headers['apns-channel-id']);
    expect(created).toMatchObject({ status: 201, body: '' });
    expect(created.headers['apns-request-id']).toMatch(/^[0-9A-F-]{36}$/);
    expect(created.headers['apns-id']).toBeUndefined();

    const named = { ':path': CHANNELS, ...auth, 'apns-channel-id': channelId };
    const read = await management.ask({ ':method': 'GET', ...named });
    expect(read.status).toBe(200);
    expect(JSON.parse(read.body)).toEqual({ 'message-storage-policy': 1, 'push-type': 'LiveActivity' });

    const listPath = `/1/apps/${SAMPLE_TOPIC}/all-channels`;
    const list = async () =>
      JSON.parse((await management.ask({ ':method': 'GET', ':path': listPath, ...auth })).body) as {
        readonly channels: readonly string[];
      };
    expect((await list()).channels).toContain(channelId);

    expect(await management.ask({ ':method': 'DELETE', ...named })).toMatchObject({ status: 204, body: '' });
    expect((await list()).channels).not.toContain(channelId);
    expect((await management.ask({ ':method': 'GET', ...named })).reason).toBe('ChannelNotRegistered');
  });

  it.each([
    ['MissingChannelId', undefined],
    ['BadChannelId', 'not base64!'],
    ['BadChannelId', 'A'.repeat(200)],
    ['ChannelNotRegistered', 'dHN0LXNyY2gtY2hubA=='],
  ])('%s when the channel to read is %s', async (reason, channelId) => {
    const named = channelId === undefined ? {} : { 'apns-channel-id': channelId };
    const answer = await management.ask({ ':method': 'GET', ':path': CHANNELS, ...auth, ...named });
    expect(answer).toMatchObject({ status: 400, reason });
  });

  it('echoes the request ID, and answers a certificate as it answers a provider token', async () => {
    const withCertificate = await apns.connectManagement(apns.identity);
    const requestId = '5f0a1c7e-6a53-4f0b-9a5d-9a4f1b1c2d3e';
    const answer = await withCertificate.ask(
      { ':method': 'POST', ':path': CHANNELS, 'apns-request-id': requestId },
      '{"message-storage-policy":0,"push-type":"LiveActivity"}',
    );
    expect(answer.status).toBe(201);
    expect(answer.headers['apns-request-id']).toBe(requestId);
  });

  it.each([
    ['Shutdown', 503],
    ['ServiceUnavailable', 503],
    ['InternalServerError', 500],
    ['TooManyRequests', 429],
    ['BadCertificate', 403],
    ['BadCertificateEnvironment', 403],
  ] as const)('gives %s by a rule', async (reason, status) => {
    await apns.simulator.setRules([{ id: 'r', when: {}, then: { answer: { status, reason } } }]);
    expect(await create(0)).toMatchObject({ status, reason });
    await apns.simulator.setRules([]);
  });

  it('rejects expired, invalid and too often renewed provider tokens', async () => {
    const asked = async (...tokens: readonly string[]) => {
      const fresh = await apns.connectManagement();
      const reasons = [];
      for (const token of tokens) {
        const headers = { ':method': 'GET', ':path': `/1/apps/${SAMPLE_TOPIC}/all-channels` };
        reasons.push((await fresh.ask({ ...headers, authorization: `bearer ${token}` })).reason);
      }
      return reasons;
    };
    expect(await asked(apns.providerToken({ ageS: 4000 }))).toEqual(['ExpiredProviderToken']);
    expect(await asked('abc')).toEqual(['InvalidProviderToken']);
    expect(await asked(apns.providerToken(), apns.providerToken({ ageS: 9 }))).toEqual([
      null,
      'TooManyProviderTokenUpdates',
    ]);
  });
});

describe('a broadcast', () => {
  it('reaches the Live Activities that listen on its channel, and no other device', async () => {
    const channelId = String((await create(1)).headers['apns-channel-id']);
    const start = {
      aps: {
        timestamp: 1,
        event: 'start',
        'attributes-type': 'Match',
        attributes: {},
        'content-state': { home: 0 },
        'input-push-channel': channelId,
        alert: { title: 'Kick-off' },
      },
    };
    const started = await client.ask(
      {
        ...goodHeaders(apns.providerToken()),
        ...auth,
        ':path': `/3/device/${ACTIVITY}`,
        'apns-topic': `${SAMPLE_TOPIC}.push-type.liveactivity`,
        'apns-push-type': 'liveactivity',
      },
      JSON.stringify(start),
    );
    expect(started.status).toBe(200);

    const answer = await client.ask(
      {
        ':method': 'POST',
        ':path': `/4/broadcasts/apps/${SAMPLE_TOPIC}`,
        ...auth,
        'apns-channel-id': channelId,
        'apns-push-type': 'LiveActivity',
        'apns-expiration': '4000000000',
      },
      '{"aps":{"timestamp":2,"event":"update","content-state":{"home":1}}}',
    );
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['apns-request-id']).toBeDefined();
    expect(answer.headers['apns-unique-id']).toBeDefined();

    const items = apns.simulator.inboxOf(ACTIVITY)?.items ?? [];
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ presentation: 'live-activity' });
    expect(items[0]?.payload).toContain('"home":1');
    const others = apns.simulator.state().inboxes.filter(({ device }) => device.token !== ACTIVITY);
    expect(others.flatMap((inbox) => inbox.items)).toEqual([]);
  });

  it('may have 5120 bytes', async () => {
    const channelId = String((await create(0)).headers['apns-channel-id']);
    const filler = (bytes: number) => `{"aps":{},"x":"${'y'.repeat(bytes - 17)}"}`;
    const ask = (bytes: number) =>
      client.ask(
        {
          ':method': 'POST',
          ':path': `/4/broadcasts/apps/${SAMPLE_TOPIC}`,
          ...auth,
          'apns-channel-id': channelId,
          'apns-push-type': 'liveactivity',
        },
        filler(bytes),
      );
    expect((await ask(5120)).status).toBe(200);
    expect(await ask(5121)).toMatchObject({ status: 413, reason: 'PayloadTooLarge' });
  });
});
