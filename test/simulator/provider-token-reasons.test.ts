import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  goodHeaders,
  HELLO,
  openTestSimulator,
  signToken,
  type TestSimulator,
} from './support/test-simulator.js';

let apns: TestSimulator;

beforeAll(async () => {
  apns = await openTestSimulator();
}, 60_000);
afterAll(() => apns.close());

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

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
    await apns.simulator.setSwitches({ environmentKeyReason: 'BadEnvironmentKeyIdInToken' });
    expect(await rejected(token)).toBe('BadEnvironmentKeyIdInToken');
    await apns.simulator.setSwitches({ environmentKeyReason: 'BadEnvironmentKeyInToken' });
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
    await apns.simulator.setSwitches({ providerTokenUpdates: 'key' });
    expect(await rejected(apns.providerToken({ ageS: 3 }))).toBe('TooManyProviderTokenUpdates');
    await apns.simulator.setSwitches({ providerTokenUpdates: 'off' });
    expect(await rejected(apns.providerToken({ ageS: 4 }))).toBeNull();
    await apns.simulator.setSwitches({ providerTokenUpdates: 'connection' });
  });

  async function sampleKey(keyId: string | undefined): Promise<{ readonly keyPem: string }> {
    const { readFile } = await import('node:fs/promises');
    return { keyPem: await readFile(apns.simulator.files.apnsKeyPath(keyId ?? ''), 'utf8') };
  }
});
