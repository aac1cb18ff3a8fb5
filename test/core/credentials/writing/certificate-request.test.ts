import { createPrivateKey, createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toPem } from '#core/credentials/material/pem';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { CSR_KEY_TYPES, generateCertificateRequest } from '#core/credentials/writing/certificate-request';
import { type Bench, bench, has } from './foreign-tools.js';

const SUBJECT = { email: 'me@example.com', commonName: '推送聊天 PushChat', country: 'cn' };

let work: Bench;
beforeEach(() => {
  work = bench();
});
afterEach(() => work[Symbol.dispose]());

describe('a certificate request', () => {
  it.each(CSR_KEY_TYPES)('with %s holds the public half of its key and the subject', async (keyType) => {
    const { der, pkcs8 } = await generateCertificateRequest(SUBJECT, keyType);
    const { requests } = await readCredentialFile({ name: 'x', bytes: der });
    expect(requests[0]?.subject).toBe('CN=推送聊天 PushChat, C=CN, emailAddress=me@example.com');
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const { size, bits } = {
      size: key.asymmetricKeyDetails?.modulusLength ?? 256,
      bits: requests[0]?.key.bits,
    };
    expect(bits).toBe(size);
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    expect(der.includes(spki)).toBe(true);
  });

  it.skipIf(!has('openssl')).each(CSR_KEY_TYPES)('with %s satisfies OpenSSL', async (keyType) => {
    const { der } = await generateCertificateRequest(SUBJECT, keyType);
    work.write('x.csr', toPem('CERTIFICATE REQUEST', der));
    const said = work.run(
      'openssl',
      'req',
      '-in',
      'x.csr',
      '-verify',
      '-noout',
      '-subject',
      '-nameopt',
      'utf8,sep_comma_plus',
    );
    expect(said).toMatch(/verify OK/);
    expect(said).toContain('emailAddress=me@example.com');
    expect(said).toContain('CN=推送聊天 PushChat');
    expect(said).toContain('C=CN');
  });

  it.skipIf(!has('keytool') || !has('certtool'))(
    'satisfies keytool and GnuTLS',
    { timeout: 60_000 },
    async () => {
      const { der } = await generateCertificateRequest(SUBJECT, 'rsa-2048');
      work.write('x.csr', toPem('CERTIFICATE REQUEST', der));
      expect(work.run('keytool', '-J-Duser.language=en', '-printcertreq', '-file', 'x.csr')).toContain(
        '2048-bit RSA',
      );
      expect(work.run('certtool', '--crq-info', '--infile', 'x.csr')).toMatch(/PushChat/);
    },
  );

  it.each([
    { what: 'an address without @', subject: { ...SUBJECT, email: 'me' } },
    { what: 'an empty name', subject: { ...SUBJECT, commonName: '  ' } },
    { what: 'a name that is too long', subject: { ...SUBJECT, commonName: 'x'.repeat(65) } },
    { what: 'a country in words', subject: { ...SUBJECT, country: 'China' } },
  ])('is refused with $what', async ({ subject }) => {
    await expect(generateCertificateRequest(subject, 'p-256')).rejects.toMatchObject({
      code: 'bad-argument',
    });
  });

  it('counts characters of a name as people do, not its UTF-16 units', async () => {
    const commonName = '🍏'.repeat(64);
    await expect(generateCertificateRequest({ ...SUBJECT, commonName }, 'p-256')).resolves.toBeDefined();
  });
});
