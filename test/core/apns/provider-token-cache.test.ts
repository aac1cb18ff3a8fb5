import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderTokenCache } from '#core/apns/provider-token-cache';
import { openProviderTokenStore } from '#core/apns/provider-token-store';
import { createSenderOn } from '#core/apns/sender';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { decodeProviderToken } from '#shared/apns/provider-token';
import { SAMPLE_CREDENTIAL_IDS } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const START_MS = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
const time = { nowMs: START_MS };
const clock = { ...systemClock, now: () => time.nowMs };
const rig = await openEngineRig({ clock });
const server = await openH2Server(await makeTestAuthority());
const material = rig.credentials.get(SAMPLE_CREDENTIAL_IDS.apnsKey);
if (material?.kind !== 'apns-key') throw new Error('the sample key is an APNs key');
const key = material;
const file = join(rig.dataDir, 'provider-tokens.json');
const open = (): ProviderTokenCache =>
  new ProviderTokenCache(
    clock,
    openProviderTokenStore(rig.dataDir, { clock: systemClock, random: systemRandomness }),
  );
const sentTokens = (): unknown[] => server.requests.map(({ headers }) => headers.authorization);
const issuedAt = (authorization: unknown): number | null =>
  decodeProviderToken(String(authorization).replace(/^bearer /, ''))?.issuedAtS ?? null;

beforeEach(() => {
  server.requests.length = 0;
  server.connections = 0;
  server.onRequest = ({ stream }) => answer(stream, 200);
});

describe('a provider token', () => {
  it('is one for all processes on a data folder, and survives a restart', async () => {
    const tokens = await Promise.all([open(), open(), open()].map((each) => each.authorization(key)));
    expect(new Set(tokens).size).toBe(1);
    time.nowMs += 49 * MINUTE_MS;
    expect(await open().authorization(key)).toBe(tokens[0]);
  });

  it('is replaced at fifty minutes', async () => {
    const before = await open().authorization(key);
    time.nowMs += 2 * MINUTE_MS;
    const after = await open().authorization(key);
    expect(after).not.toBe(before);
    expect(issuedAt(after)).toBe(time.nowMs / 1000);
  });

  it('is renewed on request, but never sooner than APNs allows', async () => {
    time.nowMs += 60 * MINUTE_MS;
    const tokens = open();
    const before = await tokens.authorization(key);
    time.nowMs += 5 * MINUTE_MS;
    expect(await tokens.renewOnRequest(key)).toEqual({ kind: 'too-soon', waitS: 15 * 60 });
    expect(await tokens.authorization(key)).toBe(before);
    time.nowMs += 15 * MINUTE_MS;
    expect(await tokens.renewOnRequest(key)).toEqual({ kind: 'renewed' });
    expect(issuedAt(await tokens.authorization(key))).toBe(time.nowMs / 1000);
  });

  it('goes over a new connection after that, while a certificate needs none', async () => {
    const sender = createSenderOn(rig.another());
    const push = rig.push({ environment: server.environment });
    await sender.send(push);
    await sender.send(push);
    expect(server.connections).toBe(1);
    time.nowMs += MINUTE_MS;
    expect(await sender.reconnect(push.environment, push.credentialId)).toMatchObject({ kind: 'too-soon' });
    await sender.send(push);
    expect(server.connections).toBe(2);
    expect(await sender.reconnect(push.environment, SAMPLE_CREDENTIAL_IDS.identity)).toEqual({
      kind: 'no-provider-token',
    });
    await sender.close();
  });

  it('lies sealed in its file, which a stranger’s key does not open', async () => {
    const authorization = await open().authorization(key);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(authorization.slice(10, 40));
    expect(text).not.toContain(key.keyId);
    const kept: unknown[] = [];
    const id = Object.keys((JSON.parse(text) as { tokens: object }).tokens)[0] ?? '';
    await openProviderTokenStore(rig.dataDir, { clock: systemClock, random: systemRandomness }).update(
      id,
      'another key',
      (found) => {
        kept.push(found);
        return { token: 't', issuedAtS: 1 };
      },
    );
    expect(kept).toEqual([null]);
  });

  it('is signed anew when its file is damaged', async () => {
    writeFileSync(file, '{"version":1,"tok');
    expect(await open().authorization(key)).toMatch(/^bearer ey/);
  });

  it('from the future, made under a clock that was wrong, is not used', async () => {
    time.nowMs += 24 * 60 * MINUTE_MS;
    await open().authorization(key);
    time.nowMs -= 24 * 60 * MINUTE_MS;
    expect(issuedAt(await open().authorization(key))).toBe(time.nowMs / 1000);
  });
});

describe('sending with a key', () => {
  it('uses one token and one connection for many pushes', async () => {
    const sender = createSenderOn(rig.another());
    for (let count = 0; count < 5; count += 1)
      await sender.send(rig.push({ environment: server.environment }));
    expect(new Set(sentTokens()).size).toBe(1);
    expect(server.connections).toBe(1);
  });

  it('renews an expired token once, on a new connection', async () => {
    time.nowMs += 25 * MINUTE_MS;
    server.onRequest = ({ stream, number }) => {
      if (number === 1) answer(stream, 403, 'ExpiredProviderToken');
      else answer(stream, 200);
    };
    const delivery = await createSenderOn(rig.another()).send(rig.push({ environment: server.environment }));
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts.map(({ reason }) => reason)).toEqual(['ExpiredProviderToken', null]);
    expect(new Set(sentTokens()).size).toBe(2);
    expect(server.connections).toBe(2);
  });

  it('does not renew a token that is younger than twenty minutes', async () => {
    server.onRequest = ({ stream }) =>
      answer(stream, 403, 'ExpiredProviderToken', { date: new Date(time.nowMs).toUTCString() });
    const delivery = await createSenderOn(rig.another()).send(rig.push({ environment: server.environment }));
    expect(delivery).toMatchObject({ outcome: 'rejected', status: 403, reason: 'ExpiredProviderToken' });
    expect(delivery.attempts).toHaveLength(1);
  });

  it('corrects a wrong clock by the Date header, and says so', async () => {
    const serverMs = time.nowMs + 180 * MINUTE_MS;
    const date = { date: new Date(serverMs).toUTCString() };
    server.onRequest = ({ stream, headers }) => {
      const age = serverMs / 1000 - (issuedAt(headers.authorization) ?? 0);
      if (age > 3600) answer(stream, 403, 'ExpiredProviderToken', date);
      else answer(stream, 200);
    };
    const engine = rig.another();
    const delivery = await createSenderOn(engine).send(rig.push({ environment: server.environment }));
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts).toHaveLength(2);
    expect(engine.tokens.skewMs).toBeGreaterThan(179 * MINUTE_MS);
    server.onRequest = ({ stream }) => answer(stream, 403, 'ExpiredProviderToken', date);
    const refused = await createSenderOn(rig.another()).send(rig.push({ environment: server.environment }));
    expect(refused.explanation?.cause.en).toMatch(/clock/);
  });

  it('gives the connection up after TooManyProviderTokenUpdates, and tries nothing by itself', async () => {
    const sender = createSenderOn(rig.another());
    server.onRequest = ({ stream, number }) => {
      if (number === 1) answer(stream, 429, 'TooManyProviderTokenUpdates');
      else answer(stream, 200);
    };
    const push = rig.push({ environment: server.environment });
    expect((await sender.send(push, { retries: 3 })).attempts).toHaveLength(1);
    await sender.send(push);
    expect(server.connections).toBe(2);
  });

  it('keeps teams on connections of their own', async () => {
    rig.credentials.set('other-team', { ...key, id: 'other-team', teamId: 'OTHERTEAM0' });
    const sender = createSenderOn(rig.another());
    await sender.send(rig.push({ environment: server.environment }));
    await sender.send(rig.push({ environment: server.environment, credentialId: 'other-team' }));
    expect(server.connections).toBe(2);
  });

  it('says which ID of the key is wrong before anything is sent', async () => {
    rig.credentials.set('short', { ...key, id: 'short', teamId: 'SHORT' });
    const delivery = await createSenderOn(rig.another()).send(
      rig.push({ environment: server.environment, credentialId: 'short' }),
    );
    expect(delivery).toMatchObject({
      outcome: 'failed',
      failure: { step: 'auth', code: 'bad-signing-identity' },
    });
    expect(delivery.failure?.message.en).toContain('SHORT');
    expect(server.requests).toHaveLength(0);
  });
});
