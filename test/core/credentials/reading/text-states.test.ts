import { describe, expect, it } from 'vitest';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { FIXTURE_NOW_MS, fixtureFile, part, partDer, textFile } from '../fixtures.js';

async function inspect(file: NamedBytes) {
  return inspectContents(await readCredentialFile(file), FIXTURE_NOW_MS);
}

const p8 = part('sandbox.key.pem');
const body = p8.replaceAll(/-----[^-]+-----|\n/g, '');
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

const P8_STATES: readonly { readonly state: string; readonly bytes: Uint8Array }[] = [
  { state: 'as Apple gives it, without a final newline', bytes: Buffer.from(p8.trimEnd()) },
  { state: 'with CRLF', bytes: Buffer.from(p8.replaceAll('\n', '\r\n')) },
  { state: 'with the line ends of old Macs', bytes: Buffer.from(p8.replaceAll('\n', '\r')) },
  { state: 'on one line', bytes: Buffer.from(p8.replaceAll('\n', '')) },
  { state: 'on one line with spaces instead', bytes: Buffer.from(p8.replaceAll('\n', ' ')) },
  {
    state: 'with \\n written out, as in JSON and .env files',
    bytes: Buffer.from(`"${p8.replaceAll('\n', '\\n')}"`),
  },
  { state: 'with spaces around every line', bytes: Buffer.from(p8.replaceAll('\n', '  \n   ')) },
  { state: 'with a byte order mark', bytes: Buffer.from(`\ufeff${p8}`) },
  { state: 'in UTF-16', bytes: utf16(p8) },
  { state: 'without its header and footer', bytes: Buffer.from(body) },
  { state: 'without its header', bytes: Buffer.from(p8.replace('-----BEGIN PRIVATE KEY-----\n', '')) },
  { state: 'with dashes that a word processor made', bytes: Buffer.from(p8.replaceAll('-----', '—–-')) },
  { state: 'with text around it', bytes: Buffer.from(`Here is the key:\n\n${p8}\nBest wishes`) },
  { state: 'as binary', bytes: partDer('sandbox.key.pem') },
  { state: 'in base64 once more, as CI secrets are', bytes: Buffer.from(Buffer.from(p8).toString('base64')) },
  { state: 'in base64url', bytes: Buffer.from(partDer('sandbox.key.pem').toString('base64url')) },
];

describe('an APNs key', () => {
  it.each(P8_STATES)('is read $state', async ({ bytes }) => {
    const inspection = await inspect({ name: 'AuthKey_ABC123DEFG.p8', bytes });
    expect(inspection).toMatchObject({
      kind: 'apns-key',
      keyId: 'ABC123DEFG',
      key: { algorithm: 'EC', curve: 'P-256', bits: 256 },
      warnings: [],
    });
  });

  it('is an APNs key under any name, and says that its key ID is unknown', async () => {
    const inspection = await inspect(textFile('notes.txt', p8));
    expect(inspection).toMatchObject({ kind: 'apns-key', keyId: null });
    expect(inspection.warnings.map(({ code }) => code)).toEqual(['key-id-unknown']);
  });

  it.each([
    { name: 'AuthKey_ABC123DEFG (1).p8', keyId: 'ABC123DEFG' },
    { name: 'my AuthKey_ABC123DEFG.p8.txt', keyId: 'ABC123DEFG' },
    { name: 'AuthKey_ABC123DEFGH.p8', keyId: null },
    { name: 'authkey.p8', keyId: null },
  ])('takes $keyId from the name "$name"', async ({ name, keyId }) => {
    expect((await inspect(textFile(name, p8))).keyId).toBe(keyId);
  });
});

describe('certificates in text', () => {
  const universal = part('universal.pem');
  const chain = part('wwdr.pem') + part('root.pem');

  it.each([
    { state: 'root first', text: part('root.pem') + part('wwdr.pem') + universal },
    {
      state: 'leaf in the middle, text between',
      text: `${part('wwdr.pem')}\nsubject=x\n${universal}\n---\n${part('root.pem')}`,
    },
    { state: 'with CRLF and no final newline', text: (universal + chain).replaceAll('\n', '\r\n').trimEnd() },
    { state: 'twice the same', text: universal + universal + chain },
  ])('are put in order: $state', async ({ text }) => {
    const { certificates, kind } = await inspect(textFile('chain.pem', text));
    expect(kind).toBe('certificate');
    expect(certificates.map(({ commonName }) => commonName)).toEqual([
      'Apple Push Services: com.example.app',
      'Fixture Worldwide Developer Relations Certification Authority',
      'Fixture Root CA',
    ]);
  });

  it('find their key in the same file, whatever else is there', async () => {
    const text = part('other.pem') + chain + part('universal.key.pem') + part('sandbox.pem') + universal;
    const { kind, certificates, key } = await inspect(textFile('everything.pem', text));
    expect(kind).toBe('identity');
    expect(certificates[0]?.commonName).toBe('Apple Push Services: com.example.app');
    expect(certificates[0]?.spkiSha256).toBe(key?.spkiSha256);
  });

  it('is read as several DER certificates in a row', async () => {
    const bytes = Buffer.concat([partDer('root.pem'), partDer('wwdr.pem'), partDer('universal.pem')]);
    expect((await inspect({ name: 'x', bytes })).certificates).toHaveLength(3);
  });

  it('is read with bytes behind it that a transfer left', async () => {
    const bytes = Buffer.concat([partDer('universal.pem'), Buffer.from('\0\0\r\n0')]);
    expect((await inspect({ name: 'aps.cer', bytes })).certificates).toHaveLength(1);
  });

  it('is read although another block is damaged', async () => {
    const damaged = part('other.pem').replace(/\n[A-Za-z0-9+/]{64}\n/, '\n');
    expect((await inspect(textFile('x.pem', damaged + universal))).certificates).toHaveLength(1);
  });

  it('prefers the renewed certificate on the same key', async () => {
    const text = universal + part('universal.key.pem') + part('renewed.pem');
    const { certificates, warnings } = await inspect(textFile('x.pem', text));
    expect(certificates[0]?.notAfter).toBe('2027-06-01T00:00:00Z');
    expect(warnings.map(({ code }) => code)).not.toContain('multiple-identities');
  });
});

describe('what is no credential', () => {
  const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(500, 7)]);
  it.each([
    { what: 'an empty file', bytes: Buffer.alloc(0), code: 'empty-file', words: /empty/ },
    { what: 'blank lines', bytes: Buffer.from('\ufeff \r\n\n'), code: 'empty-file', words: /empty/ },
    {
      what: 'a note',
      bytes: Buffer.from('the key is in the safe'),
      code: 'not-a-credential',
      words: /no certificate/,
    },
    { what: 'a photo', bytes: jpeg, code: 'unsupported-format', words: /JPEG/ },
    { what: 'a ZIP', bytes: Buffer.from('PK\u0003\u0004rest'), code: 'unsupported-format', words: /ZIP/ },
    {
      what: 'a web page',
      bytes: Buffer.from('<!DOCTYPE html><html>Sign in'),
      code: 'unsupported-format',
      words: /web page/,
    },
    {
      what: 'an OpenSSH key',
      bytes: Buffer.from(
        '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n',
      ),
      code: 'unsupported-format',
      words: /SSH/,
    },
    {
      what: 'an SSH public key',
      bytes: Buffer.from('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@host\n'),
      code: 'unsupported-format',
      words: /SSH/,
    },
    {
      what: 'an OpenPGP key',
      bytes: Buffer.from(
        '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF==\n-----END PGP PRIVATE KEY BLOCK-----\n',
      ),
      code: 'unsupported-format',
      words: /OpenPGP/,
    },
    {
      what: 'a binary OpenPGP key',
      bytes: Buffer.concat([Buffer.from('9501d804', 'hex'), Buffer.alloc(300, 1)]),
      code: 'unsupported-format',
      words: /OpenPGP/,
    },
    {
      what: 'a Firebase key',
      bytes: Buffer.from('{"type": "service_account", "private_key": "x"}'),
      code: 'unsupported-format',
      words: /Google/,
    },
    {
      what: 'random bytes',
      bytes: Buffer.from('8d1f00a7c3'.repeat(40), 'hex'),
      code: 'not-a-credential',
      words: /no certificate/,
    },
  ])('is refused by name: $what', async ({ bytes, code, words }) => {
    const refused = readCredentialFile({ name: 'dropped', bytes });
    await expect(refused).rejects.toMatchObject({
      name: 'AppError',
      code,
      message: expect.stringMatching(words) as string,
    });
  });

  it('is refused as truncated when a PEM block never ends', async () => {
    const half = part('universal.pem').slice(0, 400);
    await expect(readCredentialFile(textFile('half.pem', half))).rejects.toMatchObject({ code: 'truncated' });
  });

  it.each(['openssl/default.p12', 'openssl/universal.cer', 'nss/nss-default.p12'])(
    'is refused as truncated when half of %s is missing',
    async (path) => {
      const { name, bytes } = fixtureFile(path);
      const half = { name, bytes: bytes.subarray(0, bytes.length / 2) };
      await expect(readCredentialFile(half, { password: 'secret' })).rejects.toMatchObject({
        code: 'truncated',
      });
    },
  );

  it('is refused as damaged when a certificate is', async () => {
    const bytes = Buffer.from(partDer('universal.pem'));
    bytes.fill(0, 40, 400);
    await expect(readCredentialFile({ name: 'aps.cer', bytes })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:corrupted|not-a-credential|truncated)$/) as string,
    });
  });
});
