import { describe, expect, it } from 'vitest';
import type { Environment } from '#shared/apns/push';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { type ComposeDocument, firstDocument } from '../../../renderer/state/compose-document.js';
import { createComposeStore } from '../../../renderer/state/compose-store.js';

const samples = {
  token: SAMPLE_TOKEN,
  device: 'iPhone',
  topic: SAMPLE_TOPIC,
  credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
};
const OWN = 'ab'.repeat(32);
const ADDED = 'cd'.repeat(32);
const simulated = new Set([...SAMPLE_DEVICES.map(({ token }) => token), ADDED]);

function storeWith(changes: Partial<ComposeDocument> = {}) {
  const document = { ...firstDocument(samples), ...changes };
  return createComposeStore({ document, opened: null }, { samples, simulated });
}
const FAR: readonly Environment[] = [
  { kind: 'sandbox' },
  { kind: 'production' },
  { kind: 'custom', url: 'https://push.example.com' },
];

describe('a push that leaves the simulator', () => {
  it.each(FAR)('goes to $kind without any sample, and finds them when it comes back', (environment) => {
    const store = storeWith({ targets: [SAMPLE_TOKEN, ADDED].map((token) => ({ token, name: token })) });
    const before = store.read().document;
    store.update({ environment });
    expect(store.read().document).toMatchObject({ credentialId: null, targets: [], topic: '' });
    store.update({ environment: { kind: 'simulator' } });
    expect(store.read()).toMatchObject({ document: before, parkedSamples: null });
  });

  it('keeps what the user brought, in either direction', () => {
    const mine = { token: OWN, name: null };
    const store = storeWith({ credentialId: 'mine', topic: 'com.example.mine', targets: [mine] });
    store.update({ environment: { kind: 'production' } });
    expect(store.read()).toMatchObject({
      document: { credentialId: 'mine', topic: 'com.example.mine', targets: [mine] },
      parkedSamples: null,
    });
    store.update({ environment: { kind: 'simulator' } });
    expect(store.read().document).toMatchObject({ credentialId: 'mine', targets: [mine] });
  });

  it('takes no samples along between Apple’s environments, nor loses them to a server on this machine', () => {
    const store = storeWith();
    store.update({ environment: { kind: 'custom', url: 'https://127.0.0.1:2197' } });
    expect(store.read().document.targets).toHaveLength(1);
    store.update({ environment: { kind: 'sandbox' } });
    store.update({ environment: { kind: 'production' } });
    expect(store.read().parkedSamples?.targets).toHaveLength(1);
    expect(store.read().document.targets).toEqual([]);
  });

  it('leaves them too when a fix changes the environment', () => {
    const store = storeWith();
    store.applyFix({ kind: 'use-environment', environment: { kind: 'sandbox' } });
    expect(store.read().document).toMatchObject({ credentialId: null, targets: [] });
  });
});
