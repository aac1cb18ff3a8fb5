import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { SignedKey } from '#simulator/authority/certificate';
import {
  openSampleCredentials,
  openSampleIdentity,
  type SampleCredentials,
  sampleFiles,
} from '#simulator/authority/sample-credentials';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const DAY_MS = 86_400_000;

let folder: string;
let credentials: SampleCredentials;
let identity: SignedKey;
const at = (ms: number) => ({ clock: { ...systemClock, now: () => ms }, random: systemRandomness });
const ports = at(Date.now());
const openssl = (...options: readonly string[]) => {
  const { stdout, stderr } = spawnSync('openssl', options, { encoding: 'utf8', cwd: folder });
  return stdout + stderr;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
  credentials = await openSampleCredentials(folder, ports);
  identity = await openSampleIdentity(folder, credentials, ports);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the credentials of the simulator', () => {
  it('lie in files that only their owner can read', () => {
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(['ca.pem', 'credentials.json', 'identity.p12']));
    expect(files.filter((name) => name.endsWith('.p8'))).toHaveLength(4);
    for (const name of files)
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  it('are the same at the next start', async () => {
    expect(await openSampleCredentials(folder, ports)).toMatchObject({
      authority: credentials.authority,
      keys: credentials.keys,
    });
    expect(await openSampleIdentity(folder, credentials, ports)).toEqual(identity);
  });

  it('come back as files when one was deleted', async () => {
    unlinkSync(join(folder, 'identity.p12'));
    await openSampleIdentity(folder, credentials, ports);
    expect(statSync(join(folder, 'identity.p12')).size).toBeGreaterThan(1000);
  });

  it('are the same for two processes that start together', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
    const [one, two] = await Promise.all([
      openSampleCredentials(fresh, ports),
      openSampleCredentials(fresh, ports),
    ]);
    expect(one.authority).toEqual(two.authority);
    expect(one.keys).toEqual(two.keys);
    expect(readFileSync(join(fresh, 'ca.pem'), 'utf8')).toBe(one.authority.certificatePem);
    const [mine, yours] = await Promise.all([
      openSampleIdentity(fresh, one, ports),
      openSampleIdentity(fresh, two, ports),
    ]);
    expect(mine).toEqual(yours);
    expect(readFileSync(sampleFiles(fresh).keyPath, 'utf8')).toBe(mine.keyPem);
    rmSync(fresh, { recursive: true });
  }, 60_000);

  it('are renewed before they end, by the same authority', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
    cpSync(join(folder, 'credentials.json'), join(fresh, 'credentials.json'));
    const soonMs = Date.parse(new X509Certificate(credentials.server.certificatePem).validTo) - 10 * DAY_MS;
    const renewed = await openSampleCredentials(fresh, at(soonMs));
    expect(renewed.authority).toEqual(credentials.authority);
    expect(renewed.keys).toEqual(credentials.keys);
    expect(renewed.server.certificatePem).not.toBe(credentials.server.certificatePem);
    const renewedIdentity = await openSampleIdentity(fresh, renewed, at(soonMs));
    expect(renewedIdentity.certificatePem).not.toBe(identity.certificatePem);
    const kept = readFileSync(sampleFiles(fresh).certificatePath, 'utf8');
    expect(kept).toBe(renewedIdentity.certificatePem);
    rmSync(fresh, { recursive: true });
  }, 60_000);

  it('are made anew when their file is damaged, and left alone when it is of a newer version', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
    writeFileSync(join(fresh, 'credentials.json'), '{"version":1,"authority"');
    expect((await openSampleCredentials(fresh, ports)).keys).toHaveLength(4);
    writeFileSync(join(fresh, 'credentials.json'), JSON.stringify({ ...credentials, version: 3 }));
    await expect(openSampleCredentials(fresh, ports)).rejects.toMatchObject({
      code: 'data-from-newer-version',
    });
    rmSync(fresh, { recursive: true });
  }, 60_000);

  it('take over what the first version of their file holds', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
    const kept = JSON.stringify({ version: 1, ...credentials, identity });
    writeFileSync(join(fresh, 'credentials.json'), kept);
    const { authority, server, keys } = credentials;
    expect(await openSampleCredentials(fresh, ports)).toMatchObject({ authority, server, keys });
    expect(await openSampleIdentity(fresh, credentials, ports)).toEqual(identity);
    expect(readFileSync(join(fresh, 'credentials.json'), 'utf8')).toBe(kept);
    rmSync(fresh, { recursive: true });
  });

  it('make the push certificate when it is first asked for', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
    const opened = await openSampleCredentials(fresh, ports);
    expect(readdirSync(fresh).filter((name) => name.startsWith('identity'))).toEqual([]);
    await openSampleIdentity(fresh, opened, ports);
    expect(readdirSync(fresh).filter((name) => name.startsWith('identity'))).toHaveLength(3);
    rmSync(fresh, { recursive: true });
  });

  it('have P-256 keys of ten-character IDs', () => {
    for (const { keyId, keyPem } of credentials.keys) {
      expect(keyId).toMatch(/^[A-Z0-9]{10}$/);
      expect(createPrivateKey(keyPem).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    }
  });
});

describe.runIf(hasOpenssl)('for OpenSSL', () => {
  it('the server and the client certificate belong to the authority', () => {
    writeFileSync(join(folder, 'server.pem'), credentials.server.certificatePem);
    const purposes = [
      ['server.pem', 'sslserver'],
      ['identity.cert.pem', 'sslclient'],
    ] as const;
    for (const [file, purpose] of purposes) {
      expect(openssl('verify', '-x509_strict', '-CAfile', 'ca.pem', '-purpose', purpose, file)).toBe(
        `${file}: OK\n`,
      );
    }
    const hostnames = ['-verify_hostname', 'localhost'];
    expect(openssl('verify', '-CAfile', 'ca.pem', ...hostnames, 'server.pem')).toContain('OK');
    expect(openssl('verify', '-CAfile', 'ca.pem', '-verify_ip', '::1', 'server.pem')).toContain('OK');
  });

  it('the authority cannot vouch for another name', () => {
    openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'x.key',
      '-out',
      'x.csr',
      '-subj',
      '/CN=x',
    );
    writeFileSync(join(folder, 'x.ext'), 'subjectAltName=DNS:api.push.apple.com');
    writeFileSync(join(folder, 'ca.key'), credentials.authority.keyPem);
    openssl(
      ...['x509', '-req', '-in', 'x.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-extfile', 'x.ext'],
      ...['-out', 'x.pem', '-days', '5', '-CAcreateserial'],
    );
    expect(openssl('verify', '-CAfile', 'ca.pem', 'x.pem')).toContain('permitted subtree violation');
  });

  it("the identity has Apple's extensions", () => {
    const text = openssl('x509', '-in', 'identity.cert.pem', '-noout', '-text');
    for (const oid of ['1', '2', '6']) expect(text).toContain(`1.2.840.113635.100.6.3.${oid}:`);
    expect(text).toMatch(/Subject: .*UID ?= ?com\.example\.pushdeck/);
    expect(text).toContain('TLS Web Client Authentication');
  });

  it('the .p12 opens with its password and holds the pair', () => {
    const opened = openssl('pkcs12', '-in', 'identity.p12', '-passin', 'pass:pushdeck', '-nodes');
    expect(opened).toContain('BEGIN PRIVATE KEY');
    expect(opened.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    const wrong = openssl('pkcs12', '-in', 'identity.p12', '-passin', 'pass:x', '-nodes');
    expect(wrong).toContain('invalid password');
  });
});
