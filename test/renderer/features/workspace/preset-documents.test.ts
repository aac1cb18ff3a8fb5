import { describe, expect, it } from 'vitest';
import { newDevice } from '#shared/workspace/device';
import { newPreset } from '#shared/workspace/preset';
import { firstDocument } from '../../../../renderer/state/compose-document.js';
import {
  documentOfPreset,
  presetOfDocument,
} from '../../../../renderer/features/workspace/preset-documents.js';
import { apnsKeySummary, certificateSummary } from '../../support/credential-samples.js';

const current = firstDocument({
  token: 'zz',
  device: 'iPhone',
  topic: 'com.example.now',
  credentialId: 'sample-key',
});
const surroundings = {
  credentials: [apnsKeySummary(), certificateSummary({ sha256: 'f0' })],
  devices: [
    newDevice({ name: 'Ada', token: 'aa', environment: { kind: 'sandbox' }, groups: ['QA'] }),
    newDevice({ name: 'Grace', token: 'bb', environment: { kind: 'sandbox' }, groups: ['QA'] }),
  ],
};
const essentials = { name: 'Order', description: '' };

describe('a preset', () => {
  it('fills Compose with everything it was made of', () => {
    const document = {
      ...current,
      environment: { kind: 'production', port: 2197 },
      credentialId: 'key',
      targets: [
        { token: 'aa', name: 'Ada' },
        { token: 'cc', name: null },
      ],
      priority: 5,
      expiration: { kind: 'after', seconds: 60 },
      collapseId: 'order',
      customHeaders: [{ name: 'x', value: 'y' }],
      variables: { order: '7' },
      payload: '{ "n": 1.50 }',
    } as const;
    const preset = presetOfDocument(document, essentials, surroundings);
    expect(documentOfPreset(preset, current, surroundings)).toEqual({
      document,
      missing: { credential: false, targets: [] },
    });
  });

  it('names the credential by what a team has of it', () => {
    const preset = presetOfDocument({ ...current, credentialId: 'certificate' }, essentials, surroundings);
    expect(preset.credential).toEqual({ kind: 'identity', sha256: 'f0' });
  });

  it('leaves to Compose what it does not say', () => {
    const { document } = documentOfPreset(newPreset({ name: 'x', payload: '{}' }), current, surroundings);
    expect(document).toMatchObject({
      environment: current.environment,
      credentialId: 'sample-key',
      targets: current.targets,
    });
  });

  it('takes all devices of a group', () => {
    const preset = newPreset({ name: 'x', payload: '', targets: [{ kind: 'group', name: 'QA' }] });
    expect(documentOfPreset(preset, current, surroundings).document.targets).toHaveLength(2);
  });

  it('says what it named in vain', () => {
    const preset = newPreset({
      name: 'x',
      payload: '',
      credential: { kind: 'apns-key', keyId: 'OTHER', teamId: null },
      targets: [{ kind: 'device', name: 'Nobody' }],
    });
    expect(documentOfPreset(preset, current, surroundings).missing).toEqual({
      credential: true,
      targets: ['Nobody'],
    });
  });
});
