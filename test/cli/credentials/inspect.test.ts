import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandRig, commandRig } from './command-rig.js';

let rig: CommandRig;
beforeEach(() => {
  rig = commandRig();
});
afterEach(() => rig[Symbol.dispose]());

const HEX = /^[0-9a-f]{64}$/;

describe('pushdeck inspect beside what is kept', () => {
  it('makes no data folder', async () => {
    const { documents } = await rig.run(['inspect', rig.bring('openssl/universal.cer'), '--json']);
    expect(documents[0]).toMatchObject({ kept: null });
    expect(rig.has('data')).toBe(false);
  });

  it('says where the other half of a certificate is, and how the two are joined', async () => {
    await rig.run(['credentials', 'add', rig.bring('parts/universal.key.pem'), '--name', 'PushChat']);
    const cer = rig.bring('openssl/universal.cer');
    const { stdout } = await rig.run(['inspect', cer]);
    expect(stdout).toContain('Its private key is kept here as “PushChat”');
    expect(stdout).toContain('pushdeck credentials add universal.cer');
    expect((await rig.run(['inspect', cer, '--json'])).documents[0]).toMatchObject({
      kept: { name: 'PushChat', relation: 'other-half' },
    });

    await rig.run(['credentials', 'add', cer]);
    expect((await rig.run(['inspect', cer])).stdout).toContain('It is kept here already, as “PushChat”.');
    expect((await rig.run(['inspect', 'universal.key.pem', '--json'])).documents[0]).toMatchObject({
      kept: { relation: 'same' },
    });
  });

  it('says where the certificate of a key is', async () => {
    await rig.run(['credentials', 'add', rig.bring('openssl/universal.cer')]);
    const { stdout } = await rig.run(['inspect', rig.bring('parts/universal.key.pem')]);
    expect(stdout).toContain('Its certificate is kept here as “com.example.app”');
  });

  it('shows whom a request names, and that its key is kept', async () => {
    const made = ['--key-type', 'p-256', '--country', 'CN', '--out', 'a.csr'];
    await rig.run(['csr', '--email', 'me@example.com', '--name', 'PushChat', ...made]);
    const { stdout } = await rig.run(['inspect', 'a.csr']);
    expect(stdout).toContain('CN=PushChat, C=CN, emailAddress=me@example.com');
    expect(stdout).toContain('kept here as “PushChat” and waits for the certificate');
    expect((await rig.run(['inspect', 'a.csr', '--json'])).documents[0]).toMatchObject({
      subject: 'CN=PushChat, C=CN, emailAddress=me@example.com',
      kept: { relation: 'key-of-request' },
    });
  });
});

describe('pushdeck inspect --json', () => {
  it('writes one line for each file, with the fields that scripts rely on', async () => {
    const files = [rig.bring('openssl/default.p12'), rig.bring('openssl/AuthKey_ABC123DEFG.p8')];
    const { status, documents, stderr } = await rig.run(
      ['inspect', ...files, '--json', '--password-env', 'P12_PASSWORD'],
      { env: { P12_PASSWORD: 'secret' } },
    );
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(documents).toHaveLength(2);
    expect(documents[0]).toMatchObject({
      file: 'default.p12',
      ok: true,
      kind: 'identity',
      container: 'pkcs12',
      key: { algorithm: 'RSA', bits: 2048, curve: null, spkiSha256: expect.stringMatching(HEX) as string },
      keyId: null,
    });
    const certificates = documents[0]?.['certificates'] as Readonly<Record<string, unknown>>[];
    expect(certificates).toHaveLength(3);
    expect(certificates[0]).toMatchObject({
      commonName: 'Apple Push Services: com.example.app',
      userId: 'com.example.app',
      organization: 'Example Ltd',
      issuer: expect.stringContaining('Worldwide Developer Relations') as string,
      serialNumber: expect.stringMatching(/^[0-9a-f]+$/) as string,
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2027-01-31T00:00:00Z',
      sha256: expect.stringMatching(HEX) as string,
      spkiSha256: (documents[0]?.['key'] as { spkiSha256: string }).spkiSha256,
      pushKind: 'apns',
      environments: ['sandbox', 'production'],
      topics: [
        { topic: 'com.example.app', labels: ['app'] },
        { topic: 'com.example.app.voip', labels: ['voip'] },
        { topic: 'com.example.app.complication', labels: ['complication'] },
      ],
    });
    expect(documents[1]).toMatchObject({
      kind: 'apns-key',
      container: 'pem',
      keyId: 'ABC123DEFG',
      key: { algorithm: 'EC', bits: 256, curve: 'P-256' },
      certificates: [],
      warnings: [],
    });
  });

  it.each([
    { file: 'openssl/default.p12', args: [], code: 'password-required' },
    { file: 'openssl/default.p12', args: ['--password-file', 'wrong'], code: 'wrong-password' },
    { file: 'keytool/java.jks', args: [], code: 'unsupported-format' },
    { file: 'openssl/ed25519.p8', args: [], code: 'unsupported-key' },
    { file: 'openssl/public.p8', args: [], code: 'no-private-key' },
    { file: 'openssl/mismatch.pem', args: [], code: 'key-certificate-mismatch' },
  ])('refuses $file $args with $code and status 3', async ({ file, args, code }) => {
    rig.write('wrong', 'wrong\n');
    const name = rig.bring(file);
    const { status, documents } = await rig.run(['inspect', name, '--json', ...args]);
    expect(status).toBe(3);
    expect(documents).toEqual([
      {
        file: name,
        ok: false,
        error: {
          code,
          message: expect.stringContaining(name) as string,
          hint: expect.stringMatching(/./) as string,
        },
      },
    ]);
  });

  it('goes on after a file that is missing, empty or too large', async () => {
    const files = [
      'nowhere.p12',
      rig.write('empty.cer', ''),
      rig.write('huge', 'x'.repeat(5_000_000)),
      rig.bring('openssl/universal.cer'),
    ];
    const { status, documents } = await rig.run(['inspect', ...files, '--json']);
    expect(status).toBe(3);
    expect(documents.map(({ ok, error }) => (ok === true ? 'ok' : (error as { code: string }).code))).toEqual(
      ['file-not-found', 'empty-file', 'file-too-large', 'ok'],
    );
  });

  it('says how to give a password', async () => {
    const { documents } = await rig.run(['inspect', rig.bring('openssl/default.p12'), '--json']);
    expect((documents[0]?.['error'] as { hint: string }).hint).toContain('--password-env NAME');
  });

  it('takes a password with spaces from standard input', async () => {
    const name = rig.bring('openssl/password-spaces.p12');
    const { status } = await rig.run(['inspect', name, '--json', '--password-stdin'], {
      stdin: ' secret  \n',
    });
    expect(status).toBe(0);
  });

  it('is no usage for a folder, and needs a file at all', async () => {
    expect((await rig.run(['inspect', '.', '--json'])).documents[0]).toMatchObject({
      error: { code: 'file-not-found' },
    });
    expect((await rig.run(['inspect', '--json'])).status).toBe(2);
  });

  it('refuses a password that comes from two places, or from a variable that is not set', async () => {
    const name = rig.bring('openssl/default.p12');
    expect((await rig.run(['inspect', name, '--password', 'a', '--password-stdin'])).status).toBe(2);
    expect((await rig.run(['inspect', name, '--password-env', 'NOT_SET'])).status).toBe(2);
  });
});

describe('pushdeck inspect for people', () => {
  it('says what the file is, what it can send and when it ends', async () => {
    const { status, stdout } = await rig.run(['inspect', rig.bring('openssl/universal.cer')]);
    expect(status).toBe(0);
    expect(stdout).toContain('universal.cer: certificate without a private key (DER)');
    expect(stdout).toContain('com.example.app.voip');
    expect(stdout).toMatch(/2026-01-01 to 2027-01-31, (?:expires in|expired|becomes valid)/);
    expect(stdout).toContain('Cannot send location, Live Activity');
    expect(stdout).toContain('! It contains no private key');
  });

  it('warns of a password among the arguments, and repeats it nowhere', async () => {
    const name = rig.bring('openssl/default.p12');
    const { stdout, stderr } = await rig.run(['inspect', name, '--password', 'secret']);
    expect(stderr).toContain('warning: other users of this machine can read --password');
    expect(stdout + stderr).not.toContain('secret');
  });

  it('keeps nothing and makes no data folder', async () => {
    await rig.run(['inspect', rig.bring('openssl/universal.cer')]);
    expect(rig.has('data')).toBe(false);
  });
});
