import { describe, expect, it } from 'vitest';
import type { AddedFile } from '#shared/credentials/credential-files';
import type { ErrorCode } from '#shared/errors';
import { groupHex } from '../../../../renderer/features/credentials/group-hex.js';
import {
  countImports,
  type ImportItem,
  isAppleId,
  looksLikeCredential,
  nameOfPasted,
  needOf,
  reduceImports,
  unanswered,
} from '../../../../renderer/features/credentials/import-state.js';
import { apnsKeySummary, certificateSummary } from '../../support/credential-samples.js';

const both = { en: '', zh: '' };
const fail = (code: ErrorCode, inspection: AddedFile['inspection'] = null): AddedFile => ({
  fileName: 'f',
  inspection,
  credentialId: null,
  error: { code, message: both, hint: both },
});
const kept: AddedFile = {
  fileName: 'f',
  inspection: certificateSummary().inspection,
  credentialId: 'c',
  error: null,
};
const drop = (...ids: string[]): readonly ImportItem[] =>
  reduceImports([], {
    kind: 'dropped',
    items: ids.map((id) => ({ id, name: id, content: new Blob() })),
  });

describe('files on their way in', () => {
  it('get their answers by their place in the drop', () => {
    const items = reduceImports(drop('a', 'b'), {
      kind: 'read',
      ids: ['a', 'b'],
      cards: [kept, fail('corrupted')],
    });
    expect(items.map(({ id, busy, card }) => [id, busy, card?.error?.code ?? 'kept'])).toEqual([
      ['a', false, 'kept'],
      ['b', false, 'corrupted'],
    ]);
  });

  it('lose nothing when a password was wrong: the file and its card stay for the next attempt', () => {
    const asked = reduceImports(drop('a'), { kind: 'read', ids: ['a'], cards: [fail('password-required')] });
    const retrying = reduceImports(asked, { kind: 'retrying', ids: ['a'] });
    expect(retrying[0]).toMatchObject({
      busy: true,
      attempts: 1,
      card: { error: { code: 'password-required' } },
    });
    const again = reduceImports(retrying, { kind: 'read', ids: ['a'], cards: [fail('wrong-password')] });
    expect(again[0]).toMatchObject({ busy: false, card: { error: { code: 'wrong-password' } } });
    expect(again[0]?.content).toBe(asked[0]?.content);
  });

  it('are counted by what they still need', () => {
    const items = reduceImports(drop('a', 'b', 'c', 'd'), {
      kind: 'read',
      ids: ['a', 'b', 'c'],
      cards: [kept, fail('password-required'), fail('empty-file')],
    });
    expect(countImports(items)).toEqual({ busy: 1, kept: 1, waiting: 1, requests: 0, refused: 1 });
  });

  it('do not count a certificate request as broken', () => {
    const request = { ...certificateSummary().inspection, kind: 'certificate-request' as const };
    const items = reduceImports(drop('a'), {
      kind: 'read',
      ids: ['a'],
      cards: [fail('credential-incomplete', request)],
    });
    expect(countImports(items)).toMatchObject({ requests: 1, refused: 0 });
  });

  it('are kept while they wait for an answer, and only then', () => {
    const items = reduceImports(drop('a', 'b', 'c'), {
      kind: 'read',
      ids: ['a', 'b', 'c'],
      cards: [kept, fail('password-required'), fail('empty-file')],
    });
    expect(unanswered(items).map(({ id }) => id)).toEqual(['b']);
    expect(reduceImports(items, { kind: 'put-away' }).map(({ id }) => id)).toEqual(['b']);
  });

  it('are not thrown away while they are being read', () => {
    const items = reduceImports(drop('a', 'b'), { kind: 'read', ids: ['a'], cards: [kept] });
    expect(reduceImports(items, { kind: 'dismissed-all' }).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('needOf', () => {
  const key = apnsKeySummary().inspection;
  it.each([
    { card: fail('password-required'), need: 'password' },
    { card: fail('wrong-password'), need: 'password' },
    { card: fail('credential-incomplete', key), need: 'team-id' },
    { card: fail('credential-incomplete', { ...key, keyId: null }), need: 'key-and-team-id' },
    { card: fail('corrupted'), need: null },
    { card: kept, need: null },
  ])('$card.error.code → $need', ({ card, need }) => {
    expect(needOf(card)).toBe(need);
  });
});

describe('pasted text', () => {
  it.each([
    ['-----BEGIN PRIVATE KEY-----\nMIGT\n-----END PRIVATE KEY-----', true, 'pasted.key'],
    ['-----BEGIN CERTIFICATE-----\nMIIF', true, 'pasted.pem'],
    [`MIGT${'A'.repeat(120)}==`, true, 'pasted.txt'],
    ['Hello, my token is MIGT', false, 'pasted.txt'],
    ['{"aps":{}}', false, 'pasted.txt'],
  ])('%.30s', (text, isCredential, name) => {
    expect(looksLikeCredential(text)).toBe(isCredential);
    expect(nameOfPasted(text)).toBe(name);
  });

  it('takes Apple IDs as people type them and refuses others', () => {
    expect(isAppleId(' abc123defg ')).toBe(true);
    expect(isAppleId('ABC123DEF')).toBe(false);
    expect(isAppleId('ABC-123DEF')).toBe(false);
  });
});

describe('groupHex', () => {
  it('groups fingerprints for the eye', () => {
    expect(groupHex('0123456789')).toBe('0123 4567 89');
    expect(groupHex('')).toBe('');
  });
});
