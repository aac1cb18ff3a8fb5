import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestAuthority } from '../../core/credentials/test-authority.js';
import { type CommandRig, commandRig } from './command-rig.js';

let rig: CommandRig;
beforeEach(async () => {
  rig = commandRig();
  await rig.withSamples();
}, 60_000);
afterEach(() => rig[Symbol.dispose]());

const CSR = ['csr', '--email', 'me@example.com', '--name', 'PushChat', '--country', 'CN'];
const posix = process.platform !== 'win32';

describe('pushdeck csr', () => {
  it('writes a request, keeps the key, and says what to do next', async () => {
    const { status, stdout, stderr } = await rig.run([...CSR, '--out', 'PushChat.certSigningRequest']);
    expect(status).toBe(0);
    expect(stdout).toContain('Wrote PushChat.certSigningRequest');
    expect(stderr).toContain('developer.apple.com');
    expect(rig.read('PushChat.certSigningRequest').toString()).toContain('BEGIN CERTIFICATE REQUEST');
    const list = await rig.run(['credentials', 'list', '--json']);
    expect(list.documents.filter(({ sample }) => sample === false)).toMatchObject([
      { name: 'PushChat', kind: 'private-key' },
    ]);
  });

  it('writes the key too when asked, for its owner only, and sealed when given a password', async () => {
    await rig.run([...CSR, '--key-type', 'p-256', '--out', 'a.csr', '--key-out', 'open.pem']);
    expect(rig.read('open.pem').toString()).toContain('BEGIN PRIVATE KEY');
    if (posix) expect(rig.modeOf('open.pem')).toBe(0o600);
    await rig.run(
      [
        ...CSR,
        '--key-type',
        'p-256',
        '--out',
        'b.csr',
        '--key-out',
        'sealed.pem',
        '--key-password-env',
        'PW',
      ],
      {
        env: { PW: 'x' },
      },
    );
    expect(rig.read('sealed.pem').toString()).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  });

  it('refuses to overwrite, and keeps no key of a request that was not written', async () => {
    rig.write('taken.csr', 'mine');
    const { status, documents } = await rig.run([...CSR, '--out', 'taken.csr', '--json']);
    expect(status).toBe(2);
    expect(documents[0]).toMatchObject({ ok: false, error: { code: 'output-exists' } });
    expect(rig.read('taken.csr').toString()).toBe('mine');
    const list = await rig.run(['credentials', 'list', '--json']);
    expect(list.documents.every(({ sample }) => sample === true)).toBe(true);
    expect((await rig.run([...CSR, '--out', 'taken.csr', '--force'])).status).toBe(0);
  });

  it.each([
    { args: ['csr', '--name', 'x', '--out', 'x'], what: 'without an address' },
    { args: [...CSR, '--key-type', 'rsa-512', '--out', 'x'], what: 'with a key type that Apple refuses' },
    { args: ['csr', '--email', 'me', '--name', 'x', '--out', 'x'], what: 'with an address that is none' },
  ])('is a usage error $what', async ({ args }) => {
    expect((await rig.run(args)).status).toBe(2);
    expect(rig.has('x')).toBe(false);
  });
});

describe('from request to identity', () => {
  it('takes csr, the .cer that comes back, pair and convert', async () => {
    await rig.run([...CSR, '--out', 'PushChat.csr']);
    await rig.run(['convert', 'PushChat.csr', '--to', 'der', '--out', 'PushChat.der']);
    const cer = new TestAuthority().issue(rig.read('PushChat.der'), {
      commonName: 'Apple Push Services',
      bundleId: 'com.example.app',
      sandbox: true,
    });
    rig.write('aps.b64', cer.toString('base64'));

    const pair = await rig.run(
      ['pair', '--cert', 'aps.b64', '--out', 'identity.p12', '--out-password-env', 'PW', '--json'],
      {
        env: { PW: 'new' },
      },
    );
    expect(pair).toMatchObject({
      status: 0,
      documents: [{ ok: true, out: 'identity.p12', protected: true }],
    });
    if (posix) expect(rig.modeOf('identity.p12')).toBe(0o600);

    const added = await rig.run(['credentials', 'add', 'aps.b64', '--json']);
    expect(added).toMatchObject({
      status: 0,
      documents: [{ ok: true, kind: 'identity', name: 'com.example.app (sandbox)' }],
    });

    const inspected = await rig.run(['inspect', 'identity.p12', '--password-env', 'PW', '--json'], {
      env: { PW: 'new' },
    });
    expect(inspected.documents[0]).toMatchObject({ kind: 'identity' });
  });
});

describe('pushdeck pair', () => {
  it('refuses a key that does not belong to the certificate and names both public keys', async () => {
    const cert = rig.bring('openssl/universal.cer');
    const key = rig.bring('parts/other.key.pem');
    const { status, documents } = await rig.run([
      'pair',
      '--cert',
      cert,
      '--key',
      key,
      '--out',
      'x.p12',
      '--json',
    ]);
    expect(status).toBe(3);
    const { code, message } = documents[0]?.['error'] as { code: string; message: string };
    expect(code).toBe('key-certificate-mismatch');
    expect(message.match(/[0-9a-f]{64}/g)).toHaveLength(2);
    expect(rig.has('x.p12')).toBe(false);
  });

  it('says that the key is not known', async () => {
    const cert = rig.bring('openssl/universal.cer');
    const { status, documents } = await rig.run(['pair', '--cert', cert, '--out', 'x.p12', '--json']);
    expect(status).toBe(3);
    expect(documents[0]).toMatchObject({ error: { code: 'no-private-key' } });
  });

  it('puts the certificates above into the .p12, and refuses a file that has none of them', async () => {
    const cert = rig.bring('openssl/universal.cer');
    const key = rig.bring('parts/universal.key.pem');
    const pair = ['pair', '--cert', cert, '--key', key, '--out', 'x.p12', '--out-password-env', 'PW'];
    const env = { PW: 'x' };
    const chain = ['--chain', rig.bring('parts/root.pem'), '--chain', rig.bring('parts/wwdr.pem')];
    expect((await rig.run([...pair, ...chain], { env })).status).toBe(0);
    const { documents } = await rig.run(['inspect', 'x.p12', '--password-env', 'PW', '--json'], { env });
    const { certificates } = documents[0] as { certificates: readonly { commonName: string }[] };
    expect(certificates.map(({ commonName }) => commonName)).toEqual([
      expect.stringContaining('com.example.app'),
      expect.stringContaining('Worldwide'),
      expect.stringContaining('Root'),
    ]);

    const stranger = ['--chain', rig.bring('parts/other.pem'), '--force', '--json'];
    const refused = await rig.run([...pair, ...stranger], { env });
    expect(refused.status).toBe(2);
    expect(refused.documents[0]).toMatchObject({ error: { code: 'bad-argument' } });
  });

  it('refuses to call its .p12 something else', async () => {
    const cert = rig.bring('openssl/universal.cer');
    const key = rig.bring('parts/universal.key.pem');
    const { status, stderr } = await rig.run(['pair', '--cert', cert, '--key', key, '--out', 'x.pem']);
    expect(status).toBe(2);
    expect(stderr).toContain('x.pem');
    expect(rig.has('x.pem')).toBe(false);
  });

  it('warns of an empty password', async () => {
    const cert = rig.bring('openssl/universal.cer');
    const key = rig.bring('parts/universal.key.pem');
    const { status, stderr } = await rig.run(['pair', '--cert', cert, '--key', key, '--out', 'x.p12']);
    expect(status).toBe(0);
    expect(stderr).toContain('empty password');
  });
});

describe('pushdeck convert', () => {
  it('prints a certificate as PEM, and nothing else', async () => {
    const { status, stdout } = await rig.run(['convert', rig.bring('openssl/universal.cer'), '--to', 'pem']);
    expect(status).toBe(0);
    expect(new X509Certificate(stdout).subject).toContain('com.example.app');
  });

  it.each(['key', 'pem', 'p12'])('never prints a private key: --to %s needs --out', async (to) => {
    const name = rig.bring('openssl/default.p12');
    const { status, stdout } = await rig.run(['convert', name, '--to', to, '--password-env', 'PW'], {
      env: { PW: 'secret' },
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
  });

  it('writes a key for its owner only, even over a file that others could read', async () => {
    const name = rig.bring('openssl/default.p12');
    rig.write('key.pem', 'old');
    const args = ['convert', name, '--to', 'key', '--out', 'key.pem', '--password-env', 'PW'];
    const env = { PW: 'secret' };
    expect((await rig.run(args, { env })).status).toBe(2);
    const { status, stderr } = await rig.run([...args, '--force'], { env });
    expect(status).toBe(0);
    expect(stderr).toContain('not protected by a password');
    if (posix) expect(rig.modeOf('key.pem')).toBe(0o600);
  });

  it('joins a certificate, its key and its chain to a .p12, in any order of the files', async () => {
    const files = ['parts/wwdr.pem', 'parts/universal.key.pem', 'openssl/universal.cer', 'parts/root.pem'];
    const args = ['convert', ...files.map((file) => rig.bring(file)), '--to', 'p12', '--out', 'id.p12'];
    const env = { PW: 'x' };
    expect((await rig.run([...args, '--out-password-env', 'PW'], { env })).status).toBe(0);
    const { documents } = await rig.run(['inspect', 'id.p12', '--password-env', 'PW', '--json'], { env });
    expect(documents[0]).toMatchObject({ kind: 'identity' });
    expect(documents[0]?.['certificates']).toHaveLength(3);
  });

  it('refuses a certificate and a key that do not belong together, and keeps nothing of them', async () => {
    const files = [rig.bring('openssl/universal.cer'), rig.bring('parts/other.key.pem')];
    const { status } = await rig.run(['convert', ...files, '--to', 'p12', '--out', 'id.p12']);
    expect(status).toBe(3);
    expect(rig.has('id.p12')).toBe(false);
  });

  it.each([
    ['pem', 'x.p12'],
    ['p12', 'x.pem'],
    ['der', 'x.key.pem'],
    ['key', 'x.cer'],
  ])('refuses --to %s into a file called %s', async (to, out) => {
    const { status, documents } = await rig.run([
      'convert',
      rig.bring('openssl/default.p12'),
      '--to',
      to,
      '--out',
      out,
      '--json',
    ]);
    expect(status).toBe(2);
    expect(documents[0]).toMatchObject({ error: { code: 'bad-argument' } });
    expect(rig.has(out)).toBe(false);
  });

  it('takes a kept credential by its name', async () => {
    await rig.run([
      'credentials',
      'add',
      rig.bring('parts/universal.key.pem'),
      rig.bring('openssl/universal.cer'),
    ]);
    const { status, stdout } = await rig.run(['convert', 'com.example.app', '--to', 'der', '--out', 'x.cer']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Wrote x.cer.\n' });
    expect(new X509Certificate(rig.read('x.cer')).subject).toContain('com.example.app');
  });

  it('refuses a format that it does not know', async () => {
    expect((await rig.run(['convert', rig.bring('openssl/universal.cer'), '--to', 'jks'])).status).toBe(2);
  });
});
