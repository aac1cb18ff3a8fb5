import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDocument } from '../../../renderer/state/compose-document.js';
import { DRAFT_VERSION, readDraft } from '../../../renderer/state/compose-draft.js';

const first = firstDocument({ token: 'aa', device: 'iPhone', topic: 'com.example.app', credentialId: 'key' });

describe('a kept draft', () => {
  it('is read back complete', () => {
    const document = {
      ...first,
      environment: { kind: 'production', port: 2197 },
      credentialId: null,
      targets: [{ token: 'bb', name: 'My iPhone' }],
      priority: 5,
      expiration: { kind: 'after', seconds: 60 },
      customHeaders: [{ name: 'x', value: 'y' }],
      payload: '{',
    } as const;
    expect(readDraft(JSON.parse(JSON.stringify({ version: DRAFT_VERSION, document })), first)).toEqual(
      document,
    );
  });

  it('has the apns-id of an older version under its older name', () => {
    const { id, ...older } = { ...first, id: 'A-B', apnsId: 'A-B' };
    expect(readDraft({ version: DRAFT_VERSION, document: older }, first).id).toBe(id);
  });

  it('of another version is passed over', () => {
    expect(readDraft({ version: 99, document: { topic: 'other' } }, first)).toBe(first);
  });

  it('loses only the fields that make no sense', () => {
    const document = {
      topic: 'kept',
      environment: { kind: 'moon' },
      targets: [{ token: 1 }, { token: 'cc' }],
    };
    expect(readDraft({ version: DRAFT_VERSION, document }, first)).toMatchObject({
      topic: 'kept',
      environment: { kind: 'simulator' },
      targets: [{ token: 'cc', name: null }],
    });
  });

  it('never breaks the window, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (document) => {
        expect(typeof readDraft({ version: DRAFT_VERSION, document }, first).payload).toBe('string');
      }),
    );
  });
});
