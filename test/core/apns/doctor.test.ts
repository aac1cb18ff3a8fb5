import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDoctor, type DoctorRequest } from '#core/apns/doctor';
import { createProbes } from '#core/apns/probe';
import type { DoctorStep } from '#shared/apns/doctor';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';

const rig = await openEngineRig();
const doctor = createDoctor(rig.engine);

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
    expect(statuses(steps)).toBe('dns ok, tcp ok, proxy skipped, tls ok, http2 ok, auth ok, topic ok');
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
      'http2 ok, auth skipped, topic skipped',
    );
  });

  it.each([
    { url: 'https://127.0.0.1:1', expected: 'dns ok, tcp failed, proxy skipped, tls skipped' },
    { url: 'https://no-such-host.invalid', expected: 'dns failed, tcp skipped' },
  ])('stops at the step that fails for $url', async ({ url, expected }) => {
    const steps = await diagnose({ environment: { kind: 'custom', url }, policy: { allowSamples: true } });
    expect(statuses(steps)).toContain(expected);
    expect(steps).toHaveLength(7);
  });
});

describe('asking both environments', () => {
  it('finds the one that a token is for', async () => {
    const other = await openEngineRig();
    const here = await rig.simulator.start();
    const there = await other.simulator.start();
    await other.simulator.removeDevice(SAMPLE_TOKEN);
    const { keyId, teamId, keyPem } = (await other.simulator.samples()).apnsKey;
    await rig.simulator.trustKey(
      { keyId, teamId, environment: 'both', topics: null, relatedKeyId: null },
      keyPem,
    );
    const probes = createProbes(other.engine, [
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
    const asking = createProbes(rig.engine).whichEnvironment({
      credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
      topic: `${SAMPLE_TOPIC}.voip`,
      token: SAMPLE_TOKEN,
    });
    await expect(asking).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
