import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { FIXTURE_NOW_MS, fixtureFile, part, textFile } from '../fixtures.js';

const p8 = part('sandbox.key.pem');
const key = createPrivateKey(p8);
const sec1 = key.export({ type: 'sec1', format: 'pem' }).toString();
const sealed = key
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pw' })
  .toString();
const second = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

async function inspect(file: NamedBytes, given: { keyId?: string; teamId?: string } = {}) {
  return inspectContents(await readCredentialFile(file, { password: 'pw' }), FIXTURE_NOW_MS, given);
}

describe('an APNs key in another form', () => {
  it.each([
    { form: 'SEC1 in PEM', name: 'AuthKey_ABC123DEFG.pem', bytes: Buffer.from(sec1) },
    {
      form: 'SEC1 in DER',
      name: 'AuthKey_ABC123DEFG.p8',
      bytes: key.export({ type: 'sec1', format: 'der' }),
    },
    { form: 'PKCS#8 under a password', name: 'AuthKey_ABC123DEFG.p8', bytes: Buffer.from(sealed) },
  ])('is the same key: $form', async ({ name, bytes }) => {
    expect(await inspect({ name, bytes })).toMatchObject({
      kind: 'apns-key',
      keyId: 'ABC123DEFG',
      key: { curve: 'P-256', spkiSha256: (await inspect(textFile('a.p8', p8))).key?.spkiSha256 ?? '' },
    });
  });

  it.each([sec1, sealed])('is what its IDs say, under any file name', async (text) => {
    const file = textFile('ec.pem', text);
    expect((await inspect(file)).kind).toBe('private-key');
    expect(await inspect(file, { keyId: 'ABC123DEFG' })).toMatchObject({
      kind: 'apns-key',
      keyId: 'ABC123DEFG',
    });
    expect((await inspect(file, { teamId: 'TEAM123456' })).kind).toBe('apns-key');
  });

  it('is refused with the number of keys where there are two', async () => {
    await expect(inspect(textFile('AuthKey_ABC123DEFG.p8', p8 + second))).rejects.toMatchObject({
      code: 'unsupported-key',
      message: expect.stringContaining('holds 2 private keys') as string,
    });
  });

  it('never says of a P-256 key that it should be one', async () => {
    const error = await inspect(fixtureFile('openssl/p384.p8')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining('EC P-384 key') as string });
  });
});

describe('the IDs beside an APNs key', () => {
  it.each([
    { where: 'JSON', text: JSON.stringify({ key_id: 'ODD1234567', key: p8 }) },
    { where: 'JSON inside JSON', text: JSON.stringify(JSON.stringify({ keyId: 'ODD1234567', key: p8 })) },
    { where: 'camel case', text: JSON.stringify({ apnsKeyId: 'ODD1234567', privateKey: p8 }) },
    { where: '.env', text: `APNS_KEY_ID=ODD1234567\nAPNS_KEY="${p8.replaceAll('\n', '\\n')}"\n` },
    { where: 'YAML', text: `key-id: ODD1234567\nkey: |\n${p8.replaceAll(/^/gm, '  ')}` },
  ])('are read in $where', async ({ text }) => {
    const inspection = await inspect(textFile('apns.txt', text));
    expect(inspection).toMatchObject({ kind: 'apns-key', keyId: 'ODD1234567', warnings: [] });
  });

  it('are left alone where they have another form', async () => {
    const text = JSON.stringify({ key_id: 'ODD1234567890', key: p8 });
    expect((await inspect(textFile('key.json', text))).keyId).toBeNull();
  });

  it.each([
    { given: { keyId: 'ZZZ123DEFG' }, words: 'says that its key ID is ABC123DEFG' },
    { given: { teamId: 'ABC123DEFG' }, words: 'The team ID ABC123DEFG is the key ID of' },
    { given: { keyId: 'TEAM123456', teamId: 'TEAM123456' }, words: 'both as the key ID and as the team ID' },
  ])('contradict what was given: $words', async ({ given, words }) => {
    await expect(inspect(textFile('AuthKey_ABC123DEFG.p8', p8), given)).rejects.toMatchObject({
      code: 'bad-signing-identity',
      message: expect.stringContaining(words) as string,
    });
  });

  it.each([
    { given: { keyId: 'TEAM123456' }, words: 'The key ID TEAM123456 is the team ID' },
    { given: { teamId: 'OTHER12345' }, words: 'says that its team ID is TEAM123456' },
  ])('contradict it also in the text: $words', async ({ given, words }) => {
    const text = JSON.stringify({ team_id: 'TEAM123456', key: p8 });
    const keyIds = { keyId: 'ABC123DEFG', ...given };
    await expect(inspect(textFile('apns.json', text), keyIds)).rejects.toMatchObject({
      code: 'bad-signing-identity',
      message: expect.stringContaining(words) as string,
    });
  });

  it('may be given again as they are', async () => {
    const ids = { keyId: ' ABC123DEFG ', teamId: 'TEAM123456' };
    expect((await inspect(textFile('AuthKey_ABC123DEFG.p8', p8), ids)).keyId).toBe('ABC123DEFG');
  });
});
