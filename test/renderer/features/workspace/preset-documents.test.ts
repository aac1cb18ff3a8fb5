import { describe, expect, it } from 'vitest';
import { newDevice } from '#shared/workspace/device';
import { newPreset } from '#shared/workspace/preset';
import {
  documentOfPreset,
  presetOfDocument,
} from '../../../../renderer/features/workspace/preset-documents.js';
import { firstDocument } from '../../../../renderer/state/compose-document.js';
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
      filledIn: [],
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

  it('is saved as short as its file was, until Compose holds something else', () => {
    const preset = newPreset({
      name: 'Order',
      payload: '{}',
      headers: { topic: 'com.example.now', pushType: 'voip' },
    });
    const { document, filledIn } = documentOfPreset(preset, current, surroundings);
    expect(document).toMatchObject({ topic: 'com.example.now.voip', priority: 10 });
    expect(filledIn.map(({ what }) => what)).toEqual(['topic-suffix', 'priority']);
    const save = (shown: typeof document) =>
      presetOfDocument(shown, essentials, surroundings, preset.headers).headers;
    expect(save(document)).toEqual(preset.headers);
    expect(save({ ...document, priority: 5 })).toEqual({
      topic: 'com.example.now.voip',
      pushType: 'voip',
      priority: 5,
    });
  });

  it('keeps the headers of a foreign form as they are', () => {
    const preset = newPreset({ name: 'x', payload: '{}', headers: { topic: 'a.b', pushType: 'voip' } });
    expect(documentOfPreset(preset, current, surroundings, true).document).toMatchObject({
      topic: 'a.b',
      priority: null,
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
