import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { type Pkcs12Parts, writePkcs12 } from '#core/credentials/writing/pkcs12-writer';
import type { Protection } from '#core/credentials/writing/sealed-key';
import { systemRandomness } from '#core/ports/system-ports';
import { partDer } from '../fixtures.js';
import { type Bench, bench, has, hasLegacyProvider } from './foreign-tools.js';

const RSA: Pkcs12Parts = {
  pkcs8: partDer('universal.key.pem'),
  certificates: ['universal.pem', 'wwdr.pem', 'root.pem'].map(partDer),
  friendlyName: '推送 Zoë',
};
const EC: Pkcs12Parts = {
  pkcs8: partDer('sandbox.key.pem'),
  certificates: [partDer('sandbox.pem')],
  friendlyName: 'push',
};
const PASSWORDS = ['secret', '', '密码 推送', 'Zoë Müller ß', ' spaces  '];
const PROTECTIONS: readonly Protection[] = ['modern', 'legacy'];
const NAMED = [
  { what: 'RSA with its chain', parts: RSA },
  { what: 'EC', parts: EC },
];
const CASES = NAMED.flatMap(({ what, parts }) =>
  PROTECTIONS.map((protection) => ({ what, parts, protection })),
);

const write = (parts: Pkcs12Parts, password: string, protection: Protection) =>
  writePkcs12(parts, password, protection, systemRandomness);

const serialOf = (parts: Pkcs12Parts): string =>
  new X509Certificate(parts.certificates[0] ?? Buffer.alloc(0)).serialNumber.toLowerCase();

let work: Bench;
beforeEach(() => {
  work = bench();
});
afterEach(() => work[Symbol.dispose]());

describe('our own reader', () => {
  it.each(PASSWORDS.flatMap((password) => PROTECTIONS.map((protection) => ({ password, protection }))))(
    'opens a $protection file with the password "$password"',
    async ({ password, protection }) => {
      const bytes = await write(RSA, password, protection);
      const contents = await readCredentialFile({ name: 'x.p12', bytes }, { password });
      expect(contents.privateKeys[0]?.pkcs8.equals(RSA.pkcs8)).toBe(true);
      expect(contents.privateKeys[0]?.friendlyName).toBe('推送 Zoë');
      expect(contents.certificates).toHaveLength(3);
      expect(contents.legacyEncryption).toBe(protection === 'legacy' ? 'outdated' : null);
    },
  );

  it('opens a file that holds a key alone', async () => {
    const bytes = await write({ ...RSA, certificates: [] }, 'x', 'modern');
    const contents = await readCredentialFile({ name: 'x.p12', bytes }, { password: 'x' });
    expect(contents).toMatchObject({ certificates: [], privateKeys: [{ friendlyName: '推送 Zoë' }] });
  });

  it('never meets the same salt or initialisation vector twice', async () => {
    const [one, two] = [await write(EC, 'x', 'modern'), await write(EC, 'x', 'modern')];
    expect(one.equals(two)).toBe(false);
  });
});

describe.skipIf(!has('openssl'))('OpenSSL', () => {
  it.each(CASES)('opens $what, $protection', async ({ parts, protection }) => {
    work.write('x.p12', await write(parts, 'secret', protection));
    // 3DES with SHA-1 is still in the default provider, so not even -legacy is needed.
    work.run('openssl', 'pkcs12', '-in', 'x.p12', '-passin', 'pass:secret', '-nodes', '-out', 'x.pem');
    work.run('openssl', 'pkey', '-in', 'x.pem', '-out', 'key.der', '-outform', 'DER', '-traditional');
    const text = work.read('x.pem').toString();
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(parts.certificates.length);
    const back = await readCredentialFile({ name: 'x.pem', bytes: work.read('x.pem') });
    expect(back.privateKeys[0]?.pkcs8.equals(parts.pkcs8)).toBe(true);
  });

  it.each(PASSWORDS)('opens the password "%s"', async (password) => {
    for (const protection of PROTECTIONS) {
      work.write('x.p12', await write(EC, password, protection));
      work.write('password', `${password}\n`);
      work.run('openssl', 'pkcs12', '-in', 'x.p12', '-passin', 'file:password', '-noout');
    }
  });

  it.skipIf(!hasLegacyProvider())('opens it in its legacy mode, as OpenSSL 1.1 would', async () => {
    for (const protection of PROTECTIONS) {
      work.write('x.p12', await write(RSA, 'secret', protection));
      const said = work.run(
        'openssl',
        'pkcs12',
        '-legacy',
        '-info',
        '-in',
        'x.p12',
        '-passin',
        'pass:secret',
        '-noout',
      );
      expect(said).toContain(protection === 'legacy' ? 'pbeWithSHA1And3-KeyTripleDES-CBC' : 'AES-256-CBC');
    }
  });
});

describe.skipIf(!has('keytool'))("Java's keytool", { timeout: 60_000 }, () => {
  it.each(CASES)(
    'opens $what, $protection, as an entry with its private key',
    async ({ parts, protection }) => {
      work.write('x.p12', await write(parts, 'secret', protection));
      const said = work.run(
        'keytool',
        '-J-Duser.language=en',
        '-list',
        '-v',
        '-keystore',
        'x.p12',
        '-storetype',
        'PKCS12',
        '-storepass',
        'secret',
      );
      expect(said).toMatch(/Entry type: PrivateKeyEntry/);
      expect(said.toLowerCase()).toContain(`serial number: ${serialOf(parts).replace(/^0+/, '')}`);
      expect(said).toContain(`Certificate chain length: ${parts.certificates.length}`);
    },
  );
});

describe.skipIf(!has('pk12util') || !has('certutil'))('NSS', () => {
  it.each(CASES)('imports $what, $protection, with its private key', async ({ parts, protection }) => {
    work.write('x.p12', await write(parts, 'secret', protection));
    work.run('certutil', '-N', '-d', `sql:${work.folder}`, '--empty-password');
    work.run('pk12util', '-i', 'x.p12', '-d', `sql:${work.folder}`, '-W', 'secret');
    expect(work.run('certutil', '-K', '-d', `sql:${work.folder}`)).toMatch(/<\s*0>\s*(?:rsa|ec)/);
    expect(work.run('certutil', '-L', '-d', `sql:${work.folder}`)).toContain('u,u,u');
  });

  it('imports a password in Chinese', async () => {
    work.write('x.p12', await write(EC, '密码 推送', 'modern'));
    work.run('certutil', '-N', '-d', `sql:${work.folder}`, '--empty-password');
    work.run('pk12util', '-i', 'x.p12', '-d', `sql:${work.folder}`, '-W', '密码 推送');
  });
});

describe.skipIf(!has('certtool'))('GnuTLS', () => {
  it.each(CASES)('opens $what, $protection', async ({ parts, protection }) => {
    work.write('x.p12', await write(parts, 'secret', protection));
    const said = work.run('certtool', '--p12-info', '--inder', '--infile', 'x.p12', '--password', 'secret');
    // It shows the key as it is in the file, so GnuTLS has to open that as well.
    work.write('key.pem', /-----BEGIN ENCRYPTED PRIVATE KEY-----[^]+?-----END[^\n]+\n/.exec(said)?.[0] ?? '');
    const key = work.run('certtool', '--key-info', '--pkcs8', '--infile', 'key.pem', '--password', 'secret');
    expect(key).toMatch(/Public Key Algorithm: (?:RSA|EC)/);
    expect(said.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(parts.certificates.length);
  });
});
