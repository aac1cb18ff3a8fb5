import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROADCAST_CHECKS } from '#shared/simulator/broadcast-checks';
import { CHANNEL_CHECKS } from '#shared/simulator/channel-checks';
import type { Check } from '#shared/simulator/check';
import { DEVICE_CHECKS } from '#shared/simulator/device-checks';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Client } from './support/http2-client.js';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

/** One thing done wrong: the fields it replaces, so that two of them can be done at once. */
interface Fault {
  readonly checkId: string;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

const goneToken = SAMPLE_DEVICES.find(({ state }) => state === 'unregistered')?.token ?? '';

/** In the order of the table. */
const DEVICE_FAULTS: readonly Fault[] = [
  { checkId: 'method', reason: 'MethodNotAllowed', headers: { ':method': 'PUT' } },
  { checkId: 'path', reason: 'BadPath', headers: { ':path': '/4/device/x' } },
  { checkId: 'duplicate-headers', reason: 'DuplicateHeaders', headers: { 'x-extra': ['1', '2'] } },
  { checkId: 'provider-token-missing', reason: 'MissingProviderToken', headers: { authorization: 'none' } },
  {
    checkId: 'provider-token-invalid',
    reason: 'InvalidProviderToken',
    headers: { authorization: 'bearer x' },
  },
  { checkId: 'message-id', reason: 'BadMessageId', headers: { 'apns-id': '1' } },
  { checkId: 'expiration', reason: 'BadExpirationDate', headers: { 'apns-expiration': 'soon' } },
  { checkId: 'priority', reason: 'BadPriority', headers: { 'apns-priority': '3' } },
  { checkId: 'collapse-id', reason: 'BadCollapseId', headers: { 'apns-collapse-id': 'c'.repeat(65) } },
  { checkId: 'push-type', reason: 'InvalidPushType', headers: { 'apns-push-type': 'x' } },
  { checkId: 'topic-missing', reason: 'MissingTopic', headers: { 'apns-topic': '' } },
  { checkId: 'topic-form', reason: 'BadTopic', headers: { 'apns-topic': 'a b' } },
  { checkId: 'topic-not-of-team', reason: 'TopicDisallowed', headers: { 'apns-topic': 'com.other' } },
  { checkId: 'device-token-missing', reason: 'MissingDeviceToken', headers: { ':path': '/3/device/' } },
  { checkId: 'device-token-form', reason: 'BadDeviceToken', headers: { ':path': '/3/device/xyz' } },
  {
    checkId: 'device-token-unknown',
    reason: 'BadDeviceToken',
    headers: { ':path': `/3/device/${'0'.repeat(64)}` },
  },
  { checkId: 'device-unregistered', reason: 'Unregistered', headers: { ':path': `/3/device/${goneToken}` } },
  { checkId: 'payload-empty', reason: 'PayloadEmpty', headers: {}, body: '' },
  { checkId: 'payload-size', reason: 'PayloadTooLarge', headers: {}, body: 'x'.repeat(5121) },
];

const BROADCAST_FAULTS: readonly Fault[] = [
  { checkId: 'method', reason: 'MethodNotAllowed', headers: { ':method': 'PUT' } },
  { checkId: 'path', reason: 'BadPath', headers: { ':path': '/4/broadcasts/apps/' } },
  { checkId: 'duplicate-headers', reason: 'DuplicateHeaders', headers: { 'x-extra': ['1', '2'] } },
  { checkId: 'provider-token-missing', reason: 'MissingProviderToken', headers: { authorization: 'none' } },
  {
    checkId: 'app-suffix',
    reason: 'TopicDisallowed',
    headers: { ':path': `/4/broadcasts/apps/${SAMPLE_TOPIC}.voip` },
  },
  {
    checkId: 'app-not-of-credential',
    reason: 'TopicMismatch',
    headers: { ':path': '/4/broadcasts/apps/com.other' },
  },
  {
    checkId: 'broadcast-capability',
    reason: 'FeatureNotEnabled',
    headers: { ':path': '/4/broadcasts/apps/com.example.silent' },
  },
  { checkId: 'request-id', reason: 'BadMessageId', headers: { 'apns-request-id': '1' } },
  { checkId: 'channel-missing', reason: 'MissingChannelId', headers: { 'apns-channel-id': '' } },
  { checkId: 'channel-form', reason: 'BadChannelId', headers: { 'apns-channel-id': '!' } },
  { checkId: 'channel-unknown', reason: 'ChannelNotRegistered', headers: { 'apns-channel-id': 'AAAA' } },
  { checkId: 'push-type-missing', reason: 'MissingPushType', headers: { 'apns-push-type': '' } },
  { checkId: 'push-type', reason: 'InvalidPushType', headers: { 'apns-push-type': 'alert' } },
  { checkId: 'expiration', reason: 'BadExpirationDate', headers: { 'apns-expiration': 'soon' } },
  {
    checkId: 'expiration-without-storage',
    reason: 'BadExpirationDate',
    headers: { 'apns-expiration': '4000000000' },
  },
  { checkId: 'priority', reason: 'BadPriority', headers: { 'apns-priority': '3' } },
  { checkId: 'payload-empty', reason: 'PayloadEmpty', headers: {}, body: '' },
  { checkId: 'payload-size', reason: 'PayloadTooLarge', headers: {}, body: 'x'.repeat(5121) },
  { checkId: 'payload-form', reason: 'BadRequestPayload', headers: {}, body: '{"aps":' },
];

const CHANNEL_FAULTS: readonly Fault[] = [
  { checkId: 'path', reason: 'BadPath', headers: { ':path': `/3/device/${goneToken}` } },
  { checkId: 'method', reason: 'MethodNotAllowed', headers: { ':method': 'PUT' } },
  { checkId: 'duplicate-headers', reason: 'DuplicateHeaders', headers: { 'x-extra': ['1', '2'] } },
  { checkId: 'provider-token-missing', reason: 'MissingProviderToken', headers: { authorization: 'none' } },
  {
    checkId: 'app-suffix',
    reason: 'TopicDisallowed',
    headers: { ':path': `/1/apps/${SAMPLE_TOPIC}.voip/channels` },
  },
  {
    checkId: 'app-not-of-credential',
    reason: 'TopicMismatch',
    headers: { ':path': '/1/apps/com.other/channels' },
  },
  {
    checkId: 'broadcast-capability',
    reason: 'FeatureNotEnabled',
    headers: { ':path': '/1/apps/com.example.silent/channels' },
  },
  { checkId: 'request-id', reason: 'BadMessageId', headers: { 'apns-request-id': '1' } },
  { checkId: 'config-unparsable', reason: 'BadRequestPayload', headers: {}, body: 'x' },
  {
    checkId: 'config-unknown-attribute',
    reason: 'BadRequestParams',
    headers: {},
    body: '{"message-storage-policy":1,"push-type":"LiveActivity","name":"x"}',
  },
  {
    checkId: 'config-missing-push-type',
    reason: 'MissingPushType',
    headers: {},
    body: '{"message-storage-policy":1}',
  },
  {
    checkId: 'config-invalid-push-type',
    reason: 'InvalidPushType',
    headers: {},
    body: '{"message-storage-policy":1,"push-type":"alert"}',
  },
  {
    checkId: 'config-bad-storage-policy',
    reason: 'MissingChannelQueueSize',
    headers: {},
    body: '{"push-type":"LiveActivity"}',
  },
  {
    checkId: 'channel-limit',
    reason: 'CannotCreateChannelConfig',
    headers: { ':path': '/1/apps/com.example.full/channels' },
  },
];

let apns: TestSimulator;
let device: Client;
let management: Client;
let good: Readonly<Record<'device' | 'broadcast' | 'channel', Fault>>;

beforeAll(async () => {
  apns = await openTestSimulator({
    topics: ['com.example.silent', 'com.example.full'],
    switches: { broadcastDisabled: ['com.example.silent'], channelLimit: 1 },
  });
  device = await apns.connect();
  management = await apns.connectManagement();
  const providerToken = apns.providerToken();
  const authorization = `bearer ${providerToken}`;
  const creation: Fault = {
    checkId: '',
    reason: '',
    headers: { ':method': 'POST', ':path': `/1/apps/com.example.full/channels`, authorization },
    body: '{"message-storage-policy":0,"push-type":"LiveActivity"}',
  };
  await management.ask({ ...creation.headers }, creation.body);
  const path = `/1/apps/${SAMPLE_TOPIC}/channels`;
  const made = await management.ask({ ...creation.headers, ':path': path }, creation.body);
  good = {
    device: { checkId: '', reason: '', headers: goodHeaders(providerToken), body: HELLO },
    broadcast: {
      checkId: '',
      reason: '',
      headers: {
        ':method': 'POST',
        ':path': `/4/broadcasts/apps/${SAMPLE_TOPIC}`,
        authorization,
        'apns-channel-id': String(made.headers['apns-channel-id']),
        'apns-push-type': 'liveactivity',
        'apns-expiration': '0',
        'apns-priority': '10',
      },
      body: '{"aps":{"timestamp":1,"event":"update","content-state":{}}}',
    },
    channel: { ...creation, headers: { ...creation.headers, ':path': path } },
  };
}, 60_000);
afterAll(() => apns.close());

const send = (client: Client, base: Fault, ...faults: readonly Fault[]) => {
  const headers = Object.assign({}, base.headers, ...faults.map((fault) => fault.headers)) as Record<
    string,
    string | string[]
  >;
  const body = faults.reduce((current, fault) => fault.body ?? current, base.body ?? '');
  return client.ask(headers, body);
};

const touches = ({ headers, body }: Fault) => [
  ...Object.keys(headers),
  ...(body === undefined ? [] : ['body']),
];
const canCombine = (one: Fault, other: Fault) =>
  !touches(one).some((field) => touches(other).includes(field));

describe.each([
  ['device', DEVICE_FAULTS, DEVICE_CHECKS],
  ['broadcast', BROADCAST_FAULTS, BROADCAST_CHECKS],
  ['channel', CHANNEL_FAULTS, CHANNEL_CHECKS],
] as const)('the %s table', (name, faults: readonly Fault[], checks: readonly Check[]) => {
  const client = () => (name === 'channel' ? management : device);

  it('answers each single fault with its own reason', async () => {
    for (const fault of faults) {
      const answer = await send(client(), good[name], fault);
      expect([fault.checkId, answer.reason]).toEqual([fault.checkId, fault.reason]);
    }
  });

  it('lets the earlier row win when two faults apply', async () => {
    const ranked = faults.map((fault) => ({
      fault,
      rank: checks.findIndex(({ id }) => id === fault.checkId),
    }));
    const pairs = ranked.flatMap((one) =>
      ranked
        .filter((other) => one.rank < other.rank && canCombine(one.fault, other.fault))
        .map((other) => ({ one, other })),
    );
    expect(pairs.length).toBeGreaterThan(60);
    const answers = await Promise.all(
      pairs.map(async ({ one, other }) => ({
        pair: `${one.fault.checkId} before ${other.fault.checkId}`,
        reason: (await send(client(), good[name], other.fault, one.fault)).reason,
        wanted: one.fault.reason,
      })),
    );
    expect(answers.filter(({ reason, wanted }) => reason !== wanted)).toEqual([]);
  });

  it('names a source and a confidence for every row, and no row twice', () => {
    for (const check of checks) expect(check.source).toMatch(/\w{4}/);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });
});
