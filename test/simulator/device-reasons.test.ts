import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Client } from './support/http2-client.js';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

let apns: TestSimulator;
let client: Client;
let providerToken: string;

beforeAll(async () => {
  apns = await openTestSimulator();
  providerToken = apns.providerToken();
}, 60_000);
afterAll(() => apns.close());

const tokenOf = (state: string) => SAMPLE_DEVICES.find((device) => device.state === state)?.token ?? '';

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
