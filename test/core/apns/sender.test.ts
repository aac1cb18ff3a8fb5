import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOKEN } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';
import { openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const rig = await openEngineRig();

describe('a push to the simulator', () => {
  it('is accepted with a provider token, with every step of the new connection timed', async () => {
    const delivery = await rig.sender.send(rig.push());
    expect(delivery).toMatchObject({ outcome: 'accepted', status: 200, reason: null, explanation: null });
    expect(delivery.apnsId).toMatch(/^[0-9A-F-]{36}$/i);
    expect(delivery.timings.tlsMs).toBeGreaterThan(0);
    expect(delivery.timings.responseMs).toBeGreaterThan(0);
    expect(delivery.attempts).toHaveLength(1);
    expect(rig.history.at(-1)?.id).toBe(delivery.id);
  });

  it('reuses the connection for the next one', async () => {
    const first = await rig.sender.send(rig.push());
    const second = await rig.sender.send(rig.push());
    expect(second.connectionId).toBe(first.connectionId);
    expect(second.timings).toMatchObject({ dnsMs: null, tcpMs: null, tlsMs: null, http2Ms: null });
  });

  it('is accepted with a certificate, on a connection of its own', async () => {
    const byKey = await rig.sender.send(rig.push());
    const byCertificate = await rig.sender.send(rig.push({ credentialId: SAMPLE_CREDENTIAL_IDS.identity }));
    expect(byCertificate).toMatchObject({ outcome: 'accepted', credentialName: 'Sample certificate' });
    expect(byCertificate.connectionId).not.toBe(byKey.connectionId);
    expect(byCertificate.request.headers.map(({ name }) => name)).not.toContain('authorization');
  });

  it('keeps the beginning of a payload far too long, and says how long it was', async () => {
    const payload = JSON.stringify({ aps: { alert: '订'.repeat(30_000) }, more: 'x'.repeat(40_000) });
    const record = await rig.sender.send(rig.push({ payload }));
    expect(record.cutFromBytes).toBe(Buffer.byteLength(payload));
    expect(record.push.payload).toBe(payload.slice(0, 65_536));
    // Explained by all of it, not by what was kept.
    expect(record.explanation?.fix.en).toContain('/aps/alert (90,');
    expect((await rig.sender.send(rig.push())).cutFromBytes).toBeUndefined();
  });

  it('keeps the provider token out of the record', async () => {
    const delivery = await rig.sender.send(rig.push());
    expect(delivery.request.headers[0]).toEqual({ name: 'authorization', value: '[redacted]' });
    expect(JSON.stringify(delivery)).not.toMatch(/bearer|eyJ/);
  });

  it.each([
    {
      because: 'unknown token',
      change: { target: { kind: 'device', token: '00'.repeat(32) } },
      reason: 'BadDeviceToken',
      status: 400,
    },
    { because: 'no topic', change: { headers: { pushType: 'alert' } }, reason: 'MissingTopic', status: 400 },
    {
      because: 'foreign topic',
      change: { headers: { topic: 'com.other.app' } },
      reason: 'TopicDisallowed',
      status: 400,
    },
    { because: 'no credential', change: { credentialId: null }, reason: 'MissingProviderToken', status: 403 },
    { because: 'empty payload', change: { payload: '' }, reason: 'PayloadEmpty', status: 400 },
    {
      because: 'large payload',
      change: { payload: 'x'.repeat(10_000_000) },
      reason: 'PayloadTooLarge',
      status: 413,
    },
    {
      because: 'bad priority',
      change: { headers: { topic: 'com.example.pushdeck', priority: 7 } },
      reason: 'BadPriority',
      status: 400,
    },
  ] as const)('with $because is rejected as $reason and explained', async ({ change, reason, status }) => {
    const delivery = await rig.sender.send(rig.push(change));
    expect(delivery).toMatchObject({ outcome: 'rejected', status, reason });
    expect(delivery.explanation?.cause.zh).not.toBe('');
    expect(delivery.push.payload.length).toBeLessThan(100_000);
  });

  it('cleans a token in any of its forms', async () => {
    const spaced = `<${SAMPLE_TOKEN.replace(/(.{8})/g, '$1 ').trim()}>`;
    for (const token of [
      spaced,
      SAMPLE_TOKEN.toUpperCase(),
      Buffer.from(SAMPLE_TOKEN, 'hex').toString('base64'),
    ]) {
      const delivery = await rig.sender.send(rig.push({ target: { kind: 'device', token } }));
      expect(delivery.outcome).toBe('accepted');
    }
  });

  it('refuses a line break in the topic before anything is sent', async () => {
    const push = rig.push({ headers: { topic: 'com.example.pushdeck\napns-priority: 10' } });
    await expect(rig.sender.send(push)).rejects.toMatchObject({ code: 'bad-header' });
  });

  it('ends at once when cancelled', async () => {
    const controller = new AbortController();
    const sending = rig.sender.send(rig.push(), { signal: controller.signal });
    controller.abort();
    await expect(sending).rejects.toBeInstanceOf(AppError);
  });

  it('says of a push that is cancelled whether it had left', async () => {
    const authority = await makeTestAuthority();
    const server = await openH2Server(authority);
    const controller = new AbortController();
    server.onRequest = () => controller.abort();
    const push = rig.push({ environment: server.environment, credentialId: null });
    const left = rig.sender.send(push, { signal: controller.signal });
    await expect(left).rejects.toMatchObject({
      code: 'cancelled',
      text: { en: 'Cancelled after the push was sent: it may have been delivered.' },
    });
    const early = new AbortController();
    const sending = rig.sender.send(push, { signal: early.signal });
    early.abort();
    await expect(sending).rejects.toMatchObject({ text: { en: 'Cancelled before anything was sent.' } });
  });
});

describe('a push that cannot be sent', () => {
  it.each([
    { url: 'https://127.0.0.1:1', step: 'tcp', code: 'tcp-failed' },
    { url: 'https://no-such-host.invalid:443', step: 'dns', code: 'dns-failed' },
  ])('to $url fails at $step', async ({ url, step, code }) => {
    const push = rig.push({ environment: { kind: 'custom', url } });
    const delivery = await rig.sender.send(push, { allowSamples: true });
    expect(delivery).toMatchObject({ outcome: 'failed', status: null, failure: { step, code } });
    expect(delivery.explanation?.fix.en).not.toBe('');
  });

  it('to a server of an authority nobody trusts fails at tls', async () => {
    const { url } = await rig.simulator.start();
    const delivery = await rig.sender.send(rig.push({ environment: { kind: 'custom', url } }));
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'tls' } });
    expect(delivery.failure?.hint.en).toContain('--ca');
  });

  it('works once the authority is given', async () => {
    const { url, caPem } = await rig.simulator.start();
    const delivery = await rig.sender.send(rig.push({ environment: { kind: 'custom', url, caPem } }));
    expect(delivery.outcome).toBe('accepted');
  });
});
