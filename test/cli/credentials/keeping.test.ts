import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandRig, commandRig } from './command-rig.js';

let rig: CommandRig;
beforeEach(async () => {
  rig = commandRig();
  await rig.withSamples();
}, 60_000);
afterEach(() => rig[Symbol.dispose]());

const TEAM = ['--team-id', 'TEAM123456'];
const own = async () => {
  const { documents } = await rig.run(['credentials', 'list', '--json']);
  return documents.filter(({ sample }) => sample === false);
};

describe('pushdeck credentials', { timeout: 60_000 }, () => {
  it('lists the samples at first, and says how secrets are kept', async () => {
    const { status, stdout, stderr } = await rig.run(['credentials', 'list']);
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(2);
    expect(stderr).toContain('mode 0600');
    expect((await rig.run(['credentials'])).stdout).toBe(stdout);
  });

  it('adds files together, and reports on each', async () => {
    const files = [
      rig.bring('openssl/universal.cer'),
      rig.bring('openssl/key-only.p12'),
      rig.bring('openssl/AuthKey_ABC123DEFG.p8'),
    ];
    const { status, documents } = await rig.run(
      ['credentials', 'add', ...files, ...TEAM, '--password-env', 'PW', '--json'],
      {
        env: { PW: 'secret' },
      },
    );
    expect(status).toBe(0);
    expect(documents.map(({ ok, name }) => [ok, name])).toEqual([
      [true, 'com.example.app'],
      [true, 'com.example.app'],
      [true, 'APNs key ABC123DEFG'],
    ]);
    expect(await own()).toMatchObject([
      { kind: 'identity', name: 'com.example.app', keyId: null },
      { kind: 'apns-key', keyId: 'ABC123DEFG', teamId: 'TEAM123456' },
    ]);
  });

  it('says what a file still needs, with status 3', async () => {
    const { status, stderr } = await rig.run(['credentials', 'import', rig.bring('openssl/universal.cer')]);
    expect(status).toBe(3);
    expect(stderr).toContain('without its private key');
  });

  it('renames and removes by name', async () => {
    await rig.run([
      'credentials',
      'add',
      rig.bring('openssl/AuthKey_ABC123DEFG.p8'),
      ...TEAM,
      '--name',
      'team key',
    ]);
    expect((await rig.run(['credentials', 'rename', 'team key', '推送'])).status).toBe(0);
    expect(await own()).toMatchObject([{ name: '推送' }]);
    expect((await rig.run(['credentials', 'remove', '推送', '--json'])).documents[0]).toMatchObject({
      ok: true,
    });
    expect(await own()).toEqual([]);
    expect((await rig.run(['credentials', 'remove', '推送'])).status).toBe(3);
  });

  it('leaves the samples as they are', async () => {
    expect((await rig.run(['credentials', 'remove', 'sample-key'])).status).toBe(2);
    expect(
      (await rig.run(['credentials', 'export', 'sample-key', '--out', 'x', '--out-password', 'x'])).status,
    ).toBe(2);
  });

  it('exports behind a password, and not without one', async () => {
    await rig.run([
      'credentials',
      'add',
      rig.bring('parts/universal.key.pem'),
      rig.bring('openssl/universal.cer'),
    ]);
    const args = ['credentials', 'export', 'com.example.app', '--out', 'x.p12'];
    expect((await rig.run(args)).status).toBe(2);
    expect(rig.has('x.p12')).toBe(false);
    expect(
      (await rig.run([...args, '--out-password-env', 'PW', '--json'], { env: { PW: 'new' } })).documents[0],
    ).toEqual({
      ok: true,
      out: 'x.p12',
      protected: true,
    });
    const { documents } = await rig.run(['inspect', 'x.p12', '--json', '--password-env', 'PW'], {
      env: { PW: 'new' },
    });
    expect(documents[0]).toMatchObject({ kind: 'identity' });
  });

  describe('exports in the form that the ending of the file stands for', () => {
    const env = { PW: 'new' };
    const exportTo = async (name: string, out: string, ...more: readonly string[]) =>
      rig.run(['credentials', 'export', name, '--out', out, '--out-password-env', 'PW', '--json', ...more], {
        env,
      });

    it.each([
      ['PushChat', 'x.p12', { kind: 'private-key', container: 'pkcs12' }],
      ['PushChat', 'x.PFX', { kind: 'private-key', container: 'pkcs12' }],
      ['PushChat', 'x.pem', { kind: 'private-key', container: 'pem' }],
      ['PushChat', 'x.key', { kind: 'private-key', container: 'pem' }],
      ['com.example.app', 'x.pem', { kind: 'identity', container: 'pem' }],
      ['com.example.app', 'x.cer', { kind: 'certificate', container: 'der' }],
      ['com.example.app', 'x.key.pem', { kind: 'private-key', container: 'pem' }],
      ['com.example.app', 'backup', { kind: 'identity', container: 'pkcs12' }],
      ['APNs key ABC123DEFG', 'x.p8', { container: 'pem' }],
    ])('%s to %s', { timeout: 60_000 }, async (name, out, expected) => {
      await keepOneOfEach();
      expect(await exportTo(name, out)).toMatchObject({ status: 0, documents: [{ ok: true, out }] });
      const { documents } = await rig.run(['inspect', out, '--json', '--password-env', 'PW'], { env });
      expect(documents[0]).toMatchObject(expected);
    });

    it('refuses what would not be what it is called', { timeout: 60_000 }, async () => {
      await keepOneOfEach();
      for (const [name, out, ...more] of [
        ['PushChat', 'x.p12', '--to', 'key'],
        ['PushChat', 'x.cer'],
        ['PushChat', 'x.certSigningRequest'],
        ['com.example.app', 'x.p8'],
        ['com.example.app', 'x.pem', '--to', 'p12'],
        ['APNs key ABC123DEFG', 'x.p12'],
        ['APNs key ABC123DEFG', 'x.cer'],
      ] as const) {
        const { status, documents } = await exportTo(name, out, ...more);
        expect({ name, out, status }).toEqual({ name, out, status: 2 });
        expect(documents[0]).toMatchObject({ error: { code: 'bad-argument' } });
        expect(rig.has(out)).toBe(false);
      }
    });

    async function keepOneOfEach(): Promise<void> {
      const request = ['--key-type', 'p-256', '--out', 'PushChat.csr'];
      await rig.run(['csr', '--email', 'me@example.com', '--name', 'PushChat', ...request]);
      const pair = [rig.bring('parts/universal.key.pem'), rig.bring('openssl/universal.cer')];
      await rig.run(['credentials', 'add', ...pair]);
      await rig.run(['credentials', 'add', rig.bring('openssl/AuthKey_ABC123DEFG.p8'), ...TEAM]);
    }
  });

  it('seals with a passphrase, which then comes from the environment', async () => {
    await rig.run(['credentials', 'add', rig.bring('openssl/AuthKey_ABC123DEFG.p8'), ...TEAM]);
    const { status } = await rig.run(['credentials', 'protect', 'passphrase', '--passphrase-stdin'], {
      stdin: 'öl\n',
    });
    expect(status).toBe(0);
    expect(readdirSync(join(rig.folder, 'data')).filter((name) => name.endsWith('.key'))).toEqual([]);
    const jwt = ['jwt', '--credential', 'APNs key ABC123DEFG'];
    expect((await rig.run([...jwt, '--json'])).documents[0]).toMatchObject({
      error: { code: 'vault-locked' },
    });
    expect((await rig.run(jwt, { env: { PUSHDECK_PASSPHRASE: 'öl' } })).status).toBe(0);
    expect((await rig.run(jwt, { env: { PUSHDECK_PASSPHRASE: 'oil' } })).status).toBe(3);
    expect((await rig.run(['credentials', 'protect', 'hope'])).status).toBe(2);
  });
});

describe('pushdeck jwt', () => {
  const key = () => ['--credential', rig.bring('openssl/AuthKey_ABC123DEFG.p8'), ...TEAM];

  it('prints a token, and the same one again: APNs refuses a key that signs too often', async () => {
    const first = await rig.run(['jwt', ...key()]);
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{86}\n$/);
    expect((await rig.run(['jwt', ...key()])).stdout).toBe(first.stdout);
  });

  it('takes a token apart and checks its signature', async () => {
    const token = (await rig.run(['jwt', ...key()])).stdout.trim();
    const { status, documents } = await rig.run(['jwt', '--decode', token, ...key(), '--json']);
    expect(status).toBe(0);
    expect(documents[0]).toMatchObject({
      header: { alg: 'ES256', kid: 'ABC123DEFG' },
      claims: { iss: 'TEAM123456' },
      expired: false,
      signature: 'valid',
    });
    const [header = '', , signature = ''] = token.split('.');
    const forged = `${header}.${Buffer.from('{"iss":"OTHERTEAM1","iat":1}').toString('base64url')}.${signature}`;
    const bad = await rig.run(['jwt', '--decode', forged, ...key(), '--json']);
    expect(bad).toMatchObject({ status: 1, documents: [{ signature: 'invalid', expired: true }] });
    const unknown = await rig.run(['jwt', '--decode', token, '--json']);
    expect(unknown.documents[0]).toMatchObject({ signature: 'unchecked' });
  });

  it('checks a token in any wrapping with a key file alone, and names its faults', async () => {
    const token = (await rig.run(['jwt', ...key()])).stdout.trim();
    const curl = `curl --http2 -H "authorization: bearer ${token}" https://api.push.apple.com`;
    writeFileSync(join(rig.folder, 'ec.pem'), rig.read('AuthKey_ABC123DEFG.p8'));
    const { status, documents } = await rig.run([
      'jwt',
      '--decode',
      curl,
      '--credential',
      'ec.pem',
      '--json',
    ]);
    expect(status).toBe(0);
    expect(documents[0]).toMatchObject({ signature: 'valid', expired: false, problems: [] });

    const [, , signature = ''] = token.split('.');
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const wrong = `${part({ alg: 'ES256', kid: 'TEAM123456' })}.${part({ iss: 'ABC123DEFG' })}.${signature}`;
    const file = ['--credential', 'AuthKey_ABC123DEFG.p8'];
    const bad = await rig.run(['jwt', '--decode', wrong, ...file, '--json']);
    expect(bad.status).toBe(1);
    const problems = bad.documents[0]?.['problems'] as { code: string; message: string }[];
    expect(problems.map(({ code }) => code)).toEqual([
      'ids-swapped',
      'issued-at-missing',
      'signature-invalid',
    ]);
    expect(bad.documents[0]).toMatchObject({ ageSeconds: null, expired: false });
    expect((await rig.run(['jwt', '--decode', wrong, ...file])).stdout).toContain(
      '! Key ID and team ID are swapped',
    );
  });

  it('finds the key of a token among those kept', async () => {
    const token = (await rig.run(['jwt', ...key()])).stdout.trim();
    await rig.run(['credentials', 'add', 'AuthKey_ABC123DEFG.p8', ...TEAM]);
    expect((await rig.run(['jwt', '--decode', token, '--json'])).documents[0]).toMatchObject({
      signature: 'valid',
    });
  });

  it.each([
    { args: [], status: 2, what: 'without a key' },
    { args: ['--credential', 'nobody'], status: 3, what: 'with a name that nothing has' },
    { args: ['--credential', 'nowhere.p8'], status: 3, what: 'with a file that is not there' },
    { args: ['--decode', 'abc'], status: 2, what: 'with something that is no token' },
    { args: ['--cert', 'x.pem'], status: 2, what: 'with half a pair' },
  ])('ends with $status $what', async ({ args, status }) => {
    expect((await rig.run(['jwt', ...args])).status).toBe(status);
  });

  it('says that a certificate signs no tokens', async () => {
    const { status, stderr } = await rig.run(['jwt', '--credential', 'sample-identity']);
    expect(status).toBe(3);
    expect(stderr).toContain('only an APNs key');
  });
});
