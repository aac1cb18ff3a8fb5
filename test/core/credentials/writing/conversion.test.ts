import { createPrivateKey, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CredentialService } from '#core/credentials/credential-service';
import { toDownload } from '#core/credentials/download';
import type { ConversionOrder } from '#shared/credentials/conversion';
import { omitUndefined } from '#shared/omit-undefined';
import { fixtureFile, part, partDer, textFile } from '../fixtures.js';
import { type TestFolder, testFolder } from '../test-service.js';

let folder: TestFolder;
let service: CredentialService;
beforeEach(() => {
  folder = testFolder();
  service = folder.open();
});
afterEach(() => folder[Symbol.dispose]());

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const from = (path: string, password?: string) => ({
  files: [fixtureFile(path)],
  ...omitUndefined({ password }),
});
const convert = (path: string, order: ConversionOrder, password?: string) =>
  service.convert(from(path, password), order);

describe('convert', () => {
  it('writes a .cer as PEM', async () => {
    const file = await convert('openssl/universal.cer', { to: 'pem' });
    expect(file).toMatchObject({ fileName: 'universal.pem', holdsPrivateKey: false, isProtected: false });
    expect(textOf(file.bytes)).toBe(part('universal.pem'));
  });

  it('writes PEM as DER, byte for byte', async () => {
    const file = await convert('openssl/universal.pem', { to: 'der' });
    expect(Buffer.from(file.bytes).equals(partDer('universal.pem'))).toBe(true);
    expect(file.fileName).toBe('universal.cer');
  });

  it('takes the private key out of a legacy .p12', async () => {
    const file = await convert('openssl/legacy.p12', { to: 'key' }, 'secret');
    expect(textOf(file.bytes)).toBe(part('universal.key.pem'));
    expect(file).toMatchObject({ holdsPrivateKey: true, isProtected: false });
  });

  it.each([true, false])('seals the key it takes out, legacy: %s', async (legacy) => {
    const file = await convert('openssl/default.p12', { to: 'key', outPassword: 'new', legacy }, 'secret');
    expect(file.isProtected).toBe(true);
    expect(textOf(file.bytes)).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const inspection = await service.inspect({ name: 'k.pem', bytes: file.bytes }, { password: 'new' });
    expect(inspection.kind).toBe('private-key');
    if (!legacy) createPrivateKey({ key: textOf(file.bytes), passphrase: 'new' });
  });

  it('writes everything of an identity to PEM: leaf, chain, key', async () => {
    const file = await convert('nss/nss-default.p12', { to: 'pem' }, 'secret');
    const labels = [...textOf(file.bytes).matchAll(/BEGIN ([A-Z ]+)-/g)].map(([, label]) => label);
    expect(labels).toEqual(['CERTIFICATE', 'CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY']);
    expect(new X509Certificate(file.bytes).subject).toContain('com.example.app');
  });

  it('turns PEM with certificate and key into a .p12', async () => {
    const pem = textFile(
      'x.pem',
      part('root.pem') + part('universal.key.pem') + part('universal.pem') + part('wwdr.pem'),
    );
    const file = await service.convert({ files: [pem] }, { to: 'p12', outPassword: 'new' });
    const { kind, certificates } = await service.inspect(
      { name: 'x', bytes: file.bytes },
      { password: 'new' },
    );
    expect({ kind, count: certificates.length }).toEqual({ kind: 'identity', count: 3 });
  });

  it('turns a legacy .p12 into a modern one', async () => {
    const file = await convert('openssl/legacy.p12', { to: 'p12', outPassword: 'new' }, 'secret');
    const { warnings } = await service.inspect({ name: 'x', bytes: file.bytes }, { password: 'new' });
    expect(warnings.map(({ code }) => code)).not.toContain('legacy-encryption');
  });

  it('writes a request as PEM and as DER', async () => {
    const pem = await convert('openssl/universal.certSigningRequest', { to: 'pem' });
    expect(textOf(pem.bytes)).toContain('BEGIN CERTIFICATE REQUEST');
    const der = await convert('openssl/universal.certSigningRequest', { to: 'der' });
    expect(der.bytes[0]).toBe(0x30);
  });

  it.each(['p12', 'key'] as const)('refuses to make a %s of a certificate alone', async (to) => {
    await expect(convert('openssl/universal.cer', { to })).rejects.toMatchObject({ code: 'no-private-key' });
  });

  it('refuses a key and a certificate that do not fit', async () => {
    await expect(convert('openssl/mismatch.pem', { to: 'p12' })).rejects.toMatchObject({
      code: 'key-certificate-mismatch',
    });
  });

  it('exports what is kept', async () => {
    const [added] = await service.add({
      files: [fixtureFile('openssl/default.p12')],
      password: 'secret',
      name: 'a/b: c',
    });
    const credentialId = added?.credentialId ?? '';
    const file = await service.convert({ credentialId }, { to: 'p12', outPassword: 'new' });
    expect(file.fileName).toBe('a-b- c.p12');
    const { kind } = await service.inspect({ name: 'x', bytes: file.bytes }, { password: 'new' });
    expect(kind).toBe('identity');
  });
});

describe('pair', () => {
  const certificate = fixtureFile('openssl/universal.cer');

  it.each([
    { what: 'a PEM key', key: () => textFile('k.pem', part('universal.key.pem')), password: undefined },
    { what: 'a .p12 with only a key', key: () => fixtureFile('openssl/key-only.p12'), password: 'secret' },
    {
      what: 'an encrypted key',
      key: () => fixtureFile('openssl/traditional-aes256.pem'),
      password: 'secret',
    },
    { what: 'a legacy .p12', key: () => fixtureFile('openssl/legacy.p12'), password: 'secret' },
  ])('joins a .cer with $what', async ({ key, password }) => {
    const file = await service.pair({
      certificate,
      key: key(),
      outPassword: 'new',
      ...omitUndefined({ password }),
    });
    const { kind, certificates } = await service.inspect(
      { name: 'x', bytes: file.bytes },
      { password: 'new' },
    );
    expect(kind).toBe('identity');
    expect(certificates[0]?.commonName).toBe('Apple Push Services: com.example.app');
  });

  it('finds the key in the vault, of a waiting key and of an identity', async () => {
    await service.add({ files: [fixtureFile('openssl/key-only.p12')], password: 'secret' });
    expect((await service.pair({ certificate, outPassword: 'x' })).isProtected).toBe(true);
    await service.add({ files: [certificate] });
    expect((await service.pair({ certificate: fixtureFile('openssl/renewed.cer') })).isProtected).toBe(false);
  });

  it('refuses a key of another certificate and names both public keys', async () => {
    const key = textFile('k.pem', part('other.key.pem'));
    const error: unknown = await service.pair({ certificate, key }).catch((thrown: unknown) => thrown);
    const { spkiSha256: ofCertificate } = (await service.inspect(certificate)).certificates[0] ?? {
      spkiSha256: '?',
    };
    const { spkiSha256: ofKey } = (await service.inspect(key)).key ?? { spkiSha256: '?' };
    expect(error).toMatchObject({ code: 'key-certificate-mismatch' });
    expect(String(error)).toContain(ofCertificate);
    expect(String(error)).toContain(ofKey);
  });

  it('says that no key is known, and what to do', async () => {
    await expect(service.pair({ certificate })).rejects.toMatchObject({
      code: 'no-private-key',
      hint: { en: expect.stringContaining('create a new request') as string },
    });
  });

  it('refuses a file without a certificate, and one without a key', async () => {
    const key = textFile('k.pem', part('universal.key.pem'));
    await expect(service.pair({ certificate: key, key })).rejects.toMatchObject({ code: 'not-a-credential' });
    await expect(service.pair({ certificate, key: certificate })).rejects.toMatchObject({
      code: 'no-private-key',
    });
  });
});

describe('a download for the page', () => {
  it('never holds a readable private key', async () => {
    const open = await convert('openssl/default.p12', { to: 'key' }, 'secret');
    expect(() => toDownload(open)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    const sealed = await convert('openssl/default.p12', { to: 'key', outPassword: 'new' }, 'secret');
    expect(toDownload(sealed)).toMatchObject({ fileName: 'default.key.pem', holdsPrivateKey: true });
    const der = await convert('openssl/pkcs8.pem', { to: 'der' });
    expect(() => toDownload(der)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  it('holds a certificate as it is', async () => {
    const download = toDownload(await convert('openssl/universal.cer', { to: 'pem' }));
    expect(await download.content.text()).toBe(part('universal.pem'));
  });
});
