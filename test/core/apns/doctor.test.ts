import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDoctorService, type DoctorRequest } from '#core/apns/doctor';
import { createProbeService } from '#core/apns/probe';
import type { DoctorStep } from '#shared/apns/doctor';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';
import { openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const rig = await openEngineRig();
const server = await openH2Server(await makeTestAuthority());
const doctor = createDoctorService(rig.engine);

async function diagnose(request: Partial<DoctorRequest>): Promise<readonly DoctorStep[]> {
  const steps: DoctorStep[] = [];
  const all = {
    environment: { kind: 'simulator' },
    credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
    ...request,
  } as const;
  for await (const step of doctor.diagnose(all)) steps.push(step);
  return steps;
}

const statuses = (steps: readonly DoctorStep[]): string =>
  steps.map(({ step, status }) => `${step} ${status}`).join(', ');

describe('the doctor', () => {
  it('finds the way to the simulator open, without sending to a device', async () => {
    const steps = await diagnose({ topic: SAMPLE_TOPIC });
    expect(statuses(steps)).toBe(
      'dns ok, tcp ok, proxy skipped, tls ok, http2 ok, clock ok, auth ok, topic ok',
    );
    expect(steps[3]?.tls).toMatchObject({ protocol: 'TLSv1.3', alpn: 'h2' });
    expect(steps[3]?.tls?.serverCertificate.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(rig.simulator.state().inboxes.every(({ items }) => items.length === 0)).toBe(true);
  });

  it('takes the topic of a certificate', async () => {
    const steps = await diagnose({ credentialId: SAMPLE_CREDENTIAL_IDS.identity });
    expect(statuses(steps)).toContain('auth ok, topic ok');
    expect(steps.at(-1)?.detail.en).toContain(SAMPLE_TOPIC);
  });

  it('names the topic when that is wrong', async () => {
    const steps = await diagnose({ topic: 'com.other.app' });
    expect(statuses(steps)).toContain('auth ok, topic failed');
    expect(steps.at(-1)?.hint?.en).not.toBe('');
  });

  it('names the credential when that is wrong', async () => {
    const key = rig.credentials.get(SAMPLE_CREDENTIAL_IDS.apnsKey);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    // The key ID is known and the signature is somebody else's: a .p8 under the wrong name.
    if (key?.kind === 'apns-key') rig.credentials.set('stranger', { ...key, keyPem });
    const steps = await diagnose({ credentialId: 'stranger', topic: SAMPLE_TOPIC });
    expect(statuses(steps)).toContain('auth failed, topic skipped');
  });

  it('checks the connection alone when there is no credential', async () => {
    expect(statuses(await diagnose({ credentialId: null }))).toContain(
      'http2 ok, clock ok, auth skipped, topic skipped',
    );
  });

  it.each([
    { url: 'https://127.0.0.1:1', expected: 'dns ok, tcp failed, proxy skipped, tls skipped' },
    { url: 'https://no-such-host.invalid', expected: 'dns failed, tcp skipped' },
  ])('stops at the step that fails for $url', async ({ url, expected }) => {
    const steps = await diagnose({ environment: { kind: 'custom', url }, policy: { allowSamples: true } });
    expect(statuses(steps)).toContain(expected);
    expect(steps).toHaveLength(8);
  });
});

describe('the clock', () => {
  const HOUR_MS = 3_600_000;
  /** Like APNs, and unlike Node left to itself. */
  const UNDATED = { endStream: false, sendDate: false };
  const environment = server.environment;

  /** The server answers as one whose clock is so far from ours. */
  async function clockOf(
    behave: { readonly date?: number; readonly reason?: string },
    credentialId: string | null = SAMPLE_CREDENTIAL_IDS.apnsKey,
  ): Promise<DoctorStep | undefined> {
    const { date, reason = 'BadDeviceToken' } = behave;
    const status = reason === 'BadDeviceToken' ? 400 : 403;
    server.onRequest = ({ stream }) => {
      const time = date === undefined ? {} : { date: new Date(Date.now() + date).toUTCString() };
      stream.respond({ ':status': status, ...time }, UNDATED);
      stream.end(JSON.stringify({ reason }));
    };
    const steps = await diagnose({ environment, credentialId, topic: SAMPLE_TOPIC });
    return steps.find(({ step }) => step === 'clock');
  }

  it('agrees within seconds with a server that sends its time', async () => {
    expect(await clockOf({ date: 0 })).toMatchObject({ status: 'ok', hint: null });
  });

  it.each([
    { date: 2 * HOUR_MS, says: '2 hours behind the server’s' },
    { date: -2 * HOUR_MS, says: '2 hours ahead of the server’s' },
  ])('is $says', async ({ date, says }) => {
    for (const credentialId of [SAMPLE_CREDENTIAL_IDS.apnsKey, null]) {
      const step = await clockOf({ date }, credentialId);
      expect(step?.status).toBe('failed');
      expect(step?.detail.en).toContain(says);
      expect(step?.hint?.en).toContain('timedatectl');
    }
  });

  it('is wrong where a fresh provider token is called expired, and the server does not say its time', async () => {
    const step = await clockOf({ reason: 'ExpiredProviderToken' });
    expect(step?.status).toBe('failed');
    expect(step?.detail.en).toMatch(/expired that Pushdeck signed \d+ (second|minute)s? ago/);
  });

  it('is right within an hour where the provider token is taken', async () => {
    expect(await clockOf({})).toMatchObject({ status: 'ok' });
  });

  it('cannot be compared where the server neither sends its time nor sees a provider token', async () => {
    const step = await clockOf({ reason: 'MissingProviderToken' }, null);
    expect(step).toMatchObject({ status: 'skipped', durationMs: null });
    expect(step?.detail.en).toMatch(/could not be compared: .*certificate is valid by this clock/);
  });
});

describe('asking both environments', () => {
  it('finds the one that a token is for', async () => {
    const other = await openEngineRig();
    const here = await rig.simulator.start();
    const there = await other.simulator.start();
    await other.simulator.removeDevice(SAMPLE_TOKEN);
    const { keyId, teamId, keyPem } = await other.simulator.sampleKey();
    await rig.simulator.trustKey(
      { keyId, teamId, environment: 'both', topics: null, relatedKeyId: null },
      keyPem,
    );
    const probes = createProbeService(other.engine, [
      { kind: 'custom', url: here.url, caPem: here.caPem },
      { kind: 'custom', url: there.url, caPem: there.caPem },
    ]);
    const credentialId = SAMPLE_CREDENTIAL_IDS.apnsKey;
    const check = await probes.whichEnvironment({ credentialId, topic: SAMPLE_TOPIC, token: SAMPLE_TOKEN });
    expect(check.answers.map(({ reason, verdict }) => [reason, verdict])).toEqual([
      [null, 'yes'],
      ['BadDeviceToken', 'no'],
    ]);
    expect(check.conclusion).toBe('sandbox');
    const credential = await probes.checkCredential({ credentialId, topic: SAMPLE_TOPIC });
    expect(credential.conclusion).toBe('both');
  });

  it('refuses a topic whose token would ring a phone', async () => {
    const asking = createProbeService(rig.engine).whichEnvironment({
      credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
      topic: `${SAMPLE_TOPIC}.voip`,
      token: SAMPLE_TOKEN,
    });
    await expect(asking).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
