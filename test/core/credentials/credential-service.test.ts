import { createPrivateKey, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BuiltInCredential } from '#core/credentials/built-in-credentials';
import type { CredentialService } from '#core/credentials/credential-service';
import { fixtureFile, part, textFile } from './fixtures.js';
import { type TestFolder, testFolder } from './test-service.js';

let folder: TestFolder;
let service: CredentialService;
beforeEach(() => {
  folder = testFolder();
  service = folder.open();
});
afterEach(() => folder[Symbol.dispose]());

const TEAM = 'TEAM123456';
const p12 = fixtureFile('openssl/default.p12');
const keyOnly = fixtureFile('openssl/key-only.p12');
const cer = fixtureFile('openssl/universal.cer');
const p8 = fixtureFile('openssl/AuthKey_ABC123DEFG.p8');
const names = async () => (await service.list()).map(({ name, kind }) => `${kind} ${name}`);

describe('adding', () => {
  it('keeps an identity that can be used at once', async () => {
    const [added] = await service.add({ files: [p12], password: 'secret' });
    expect(added).toMatchObject({ fileName: 'default.p12', error: null, inspection: { kind: 'identity' } });
    const material = await service.use(added?.credentialId ?? '');
    if (material.kind !== 'identity') throw new Error('not an identity');
    const leaf = new X509Certificate(material.certificateChainPem);
    expect(leaf.checkPrivateKey(createPrivateKey(material.keyPem))).toBe(true);
    expect(material.certificateChainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    expect(material.fingerprint).toBe(leaf.fingerprint256.replaceAll(':', '').toLowerCase());
  });

  it('asks for the password, and tells a wrong one from none', async () => {
    const [without] = await service.add({ files: [p12] });
    const [wrong] = await service.add({ files: [p12], password: 'nope' });
    expect([without?.error?.code, wrong?.error?.code]).toEqual(['password-required', 'wrong-password']);
    expect(await service.list()).toEqual([]);
  });

  it('keeps an APNs key with the key ID of its name, and asks for the team once', async () => {
    const [incomplete] = await service.add({ files: [p8] });
    expect(incomplete).toMatchObject({
      credentialId: null,
      inspection: { kind: 'apns-key', keyId: 'ABC123DEFG' },
      error: { code: 'credential-incomplete', message: { en: expect.stringContaining('team ID') as string } },
    });
    const [added] = await service.add({ files: [p8], teamId: TEAM });
    expect(await service.use(added?.credentialId ?? '')).toMatchObject({
      kind: 'apns-key',
      keyId: 'ABC123DEFG',
      teamId: TEAM,
    });
    const [again] = await service.add({ files: [p8] });
    expect(again).toMatchObject({ credentialId: added?.credentialId, duplicate: true, error: null });
  });

  it.each([
    { how: 'a .key beside it', other: textFile('push.key', part('universal.key.pem')) },
    { how: 'a .p12 of the key alone', other: keyOnly },
    { how: 'a whole .p12', other: p12 },
  ])('says of a lone .cer what it became with $how', async ({ other }) => {
    const [one, two] = await service.add({ files: [cer, other], password: 'secret' });
    expect(one).toMatchObject({
      error: null,
      inspection: {
        kind: 'identity',
        warnings: expect.not.arrayContaining([{ code: 'no-private-key' }]) as [],
      },
      joined: { half: 'private-key', source: other.name, kept: false },
    });
    expect(one?.duplicate ?? two?.duplicate).toBeUndefined();
    expect(two?.credentialId).toBe(one?.credentialId);
    expect(two?.joined?.half).toBe(other === p12 ? undefined : 'certificate');
  });

  it('says under which name the other half was kept', async () => {
    await service.add({ files: [keyOnly], password: 'secret' });
    const [{ name } = { name: '' }] = await service.list();
    const [added] = await service.add({ files: [cer] });
    expect(added?.joined).toEqual({ half: 'private-key', source: name, kept: true });
  });

  it('refuses an ID that cannot be one', async () => {
    const [added] = await service.add({ files: [p8], teamId: 'my team' });
    expect(added?.error?.code).toBe('bad-signing-identity');
  });

  it('corrects the team of a key that is kept already', async () => {
    const [first] = await service.add({ files: [p8], teamId: 'WRONGTEAM1' });
    const [second] = await service.add({ files: [p8], teamId: TEAM });
    expect(second?.credentialId).toBe(first?.credentialId);
    expect(await service.list()).toHaveLength(1);
    expect(await service.use(first?.credentialId ?? '')).toMatchObject({ teamId: TEAM });
  });

  it('joins files of one drop: the .cer, the .p12 of its key, and a .p8 beside them', async () => {
    const added = await service.add({ files: [cer, p8, keyOnly], password: 'secret', teamId: TEAM });
    expect(added.map(({ error }) => error)).toEqual([null, null, null]);
    expect(added[0]?.credentialId).toBe(added[2]?.credentialId);
    expect(await names()).toEqual(['identity com.example.app', 'apns-key APNs key ABC123DEFG']);
  });

  it('lets a certificate find a key that was dropped before', async () => {
    const [waiting] = await service.add({ files: [keyOnly], password: 'secret' });
    expect(waiting).toMatchObject({ credentialId: null, error: { code: 'credential-incomplete' } });
    expect(await names()).toEqual(['private-key key-only.p12']);
    const [added] = await service.add({ files: [cer] });
    expect(added?.error).toBeNull();
    expect(await names()).toEqual(['identity com.example.app']);
  });

  it('lets a key find a certificate that was dropped before', async () => {
    const [waiting] = await service.add({ files: [cer] });
    expect(waiting).toMatchObject({
      credentialId: null,
      inspection: { kind: 'certificate' },
      error: { code: 'no-private-key', hint: { en: expect.stringContaining('.p12 or .key') as string } },
    });
    const [added] = await service.add({ files: [textFile('key.pem', part('universal.key.pem'))] });
    expect(added?.error).toBeNull();
    expect(await names()).toEqual(['identity com.example.app']);
  });

  it('keeps a renewed certificate on the same key beside the old one', async () => {
    await service.add({ files: [p12], password: 'secret' });
    const [renewed] = await service.add({ files: [fixtureFile('openssl/renewed.cer')] });
    expect(renewed?.error).toBeNull();
    expect(await names()).toEqual(['identity com.example.app', 'identity com.example.app (2)']);
    expect(await service.use(renewed?.credentialId ?? '')).toMatchObject({ kind: 'identity' });
  });

  it('keeps nothing twice', async () => {
    const [first] = await service.add({ files: [p12], password: 'secret' });
    const [second] = await service.add({ files: [fixtureFile('openssl/legacy.p12')], password: 'secret' });
    expect(second).toMatchObject({ credentialId: first?.credentialId, duplicate: true });
    expect(await service.list()).toHaveLength(1);
  });

  it('keeps every identity of a file that holds several', async () => {
    const [added] = await service.add({ files: [fixtureFile('keytool/java-two.p12')], password: 'secret' });
    expect(added?.inspection?.warnings.map(({ code }) => code)).toContain('multiple-identities');
    expect((await service.list()).map(({ kind }) => kind)).toEqual(['identity', 'identity']);
  });

  it('answers for every file, whatever happens to the others', async () => {
    const files = [textFile('a.txt', 'hello'), p12, fixtureFile('openssl/ed25519.p8'), textFile('b', '')];
    const added = await service.add({ files, password: 'secret' });
    expect(added.map(({ error }) => error?.code ?? null)).toEqual([
      'not-a-credential',
      null,
      'unsupported-key',
      'empty-file',
    ]);
  });

  it('does not keep the certificate of an authority or a request', async () => {
    const files = [
      textFile('wwdr.cer', part('wwdr.pem')),
      fixtureFile('openssl/universal.certSigningRequest'),
    ];
    const added = await service.add({ files });
    expect(added.map(({ error }) => error?.code)).toEqual(['no-private-key', 'credential-incomplete']);
    expect(await service.list()).toEqual([]);
  });

  it('lets a key ID and a team ID turn a key that waits into an APNs key', async () => {
    const p8 = part('sandbox.key.pem');
    const sealed = createPrivateKey(p8)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pw' })
      .toString();
    const [waits] = await service.add({ files: [textFile('server.pem', sealed)], password: 'pw' });
    expect(waits?.error?.code).toBe('credential-incomplete');
    const ids = { keyId: 'ABC123DEFG', teamId: 'TEAM123456' };
    const [added] = await service.add({ files: [textFile('key.p8', p8)], ...ids });
    expect(added?.error).toBeNull();
    expect(await names()).toEqual(['apns-key APNs key ABC123DEFG']);
    expect(await service.use(added?.credentialId ?? '')).toMatchObject(ids);
  });

  it('borrows an APNs key in SEC1 or under a password, and never says that it kept one', async () => {
    const key = createPrivateKey(part('sandbox.key.pem'));
    const sec1 = key.export({ type: 'sec1', format: 'pem' }).toString();
    const files = [textFile('ec.pem', sec1)];
    const borrowed = await service.loadTemporary({ files, keyId: 'ABC123DEFG', teamId: 'TEAM123456' });
    expect(borrowed.kind).toBe('apns-key');
    await expect(service.loadTemporary({ files })).rejects.toMatchObject({
      code: 'credential-incomplete',
      message: expect.not.stringContaining('is kept') as string,
    });
    expect(await service.list()).toEqual([]);
  });

  it('borrows a file whose name has another key ID than the key had when it was kept', async () => {
    const p8 = part('sandbox.key.pem');
    await service.add({ files: [textFile('AuthKey_ABC123DEFG.p8', p8)], teamId: 'TEAM123456' });
    const borrowed = await service.loadTemporary({ files: [textFile('AuthKey_NEW123DEFG.p8', p8)] });
    expect(borrowed).toMatchObject({ teamId: 'TEAM123456', inspection: { keyId: 'NEW123DEFG' } });
  });

  it('takes a P-256 key for one half of an identity when its certificate is there', async () => {
    const key = textFile('key.pem', part('sandbox.key.pem'));
    const added = await service.add({ files: [fixtureFile('openssl/sandbox.cer'), key] });
    expect(added.map(({ error, inspection }) => [error, inspection?.kind])).toEqual([
      [null, 'identity'],
      [null, 'identity'],
    ]);
    expect(await names()).toEqual(['identity com.example.sandboxed (sandbox)']);
  });

  it('does not take the P-256 key of a request for an APNs key', async () => {
    const order = { email: 'a@b.c', commonName: 'x', keyType: 'p-256' } as const;
    const { credentialId } = await service.createRequest(order);
    const exported = await service.convert({ credentialId }, { to: 'key' });
    const [again] = await service.add({ files: [{ name: 'x.key', bytes: exported.bytes }] });
    expect(again?.error?.message.en).toContain('without its certificate');
    expect(await service.list()).toHaveLength(1);
  });

  it('ends when it is cancelled, and keeps nothing', async () => {
    const cancelling = new AbortController();
    const running = service.add(
      { files: [p8, fixtureFile('openssl/iterations-600000.p12')], password: 'secret', teamId: TEAM },
      cancelling.signal,
    );
    setTimeout(() => cancelling.abort(), 5);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(await service.list()).toEqual([]);
  });

  it('refuses a key and a certificate in one file that do not fit', async () => {
    const [added] = await service.add({ files: [fixtureFile('openssl/mismatch.pem')] });
    expect(added?.error?.code).toBe('key-certificate-mismatch');
    expect(await service.list()).toEqual([]);
  });
});

describe('the list', () => {
  it('warns of an expiry that comes near, without being told again', async () => {
    await service.add({ files: [p12], password: 'secret' });
    const codes = async () => (await service.list())[0]?.inspection.warnings.map(({ code }) => code);
    expect(await codes()).toEqual([]);
    folder.clock.nowMs = Date.parse('2027-01-19T00:00:00Z');
    expect(await codes()).toEqual(['expires-soon']);
    expect((await service.list())[0]?.inspection.warnings[0]?.message.en).toContain('expires in 12 days');
    folder.clock.nowMs = Date.parse('2027-02-03T00:00:00Z');
    expect(await codes()).toEqual(['expired']);
  });

  it('renames, removes and takes a removal back', async () => {
    const [added] = await service.add({ files: [p12], password: 'secret' });
    const id = added?.credentialId ?? '';
    await service.rename(id, '推送');
    await service.remove(id);
    expect(await service.list()).toEqual([]);
    await expect(service.use(id)).rejects.toMatchObject({ code: 'credential-not-found' });
    await service.restore(id);
    expect(await names()).toEqual(['identity 推送']);
    expect(await service.use(id)).toMatchObject({ kind: 'identity' });
    await expect(service.restore(id)).rejects.toMatchObject({ code: 'credential-not-found' });
  });

  it('finds by ID, by name and without regard to capital letters, and refuses to guess', async () => {
    await service.add({ files: [p12], password: 'secret', name: 'Work' });
    const [second] = await service.add({ files: [p8], teamId: TEAM, name: 'work' });
    expect((await service.find('Work')).kind).toBe('identity');
    expect((await service.find(second?.credentialId ?? '')).name).toBe('work');
    await expect(service.find('WORK')).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(service.find('home')).rejects.toMatchObject({ code: 'credential-not-found' });
  });

  it('gives one default for each environment and topic', async () => {
    const [one] = await service.add({ files: [p12], password: 'secret' });
    const [two] = await service.add({ files: [p8], teamId: TEAM });
    const forApp = [{ environment: 'production', topic: 'com.example.app' }];
    await service.setDefaults(one?.credentialId ?? '', forApp);
    await service.setDefaults(two?.credentialId ?? '', [...forApp, { environment: 'sandbox', topic: 'x' }]);
    expect((await service.list()).map(({ defaultFor }) => defaultFor?.length ?? 0)).toEqual([0, 2]);
  });
});

describe('the samples', () => {
  const sample: BuiltInCredential = {
    kind: 'apns-key',
    id: 'sample-key',
    name: 'Sample key',
    keyPem: part('sandbox.key.pem'),
    keyId: 'SAMPLE1234',
    teamId: TEAM,
  };

  it('are listed first and used, and never stored', async () => {
    const withSample = folder.open({ builtIn: [{ id: sample.id, open: async () => sample }] });
    expect(await withSample.list()).toMatchObject([{ id: 'sample-key', sample: true, teamId: TEAM }]);
    expect(await withSample.use('sample-key')).toMatchObject({ kind: 'apns-key', keyId: 'SAMPLE1234' });
    expect(await service.list()).toEqual([]);
  });

  it('are made only where they are asked for', async () => {
    const made: string[] = [];
    const builtIn = ['sample-key', 'sample-identity'].map((id) => ({
      id,
      open: async () => {
        made.push(id);
        return { ...sample, id };
      },
    }));
    const withSamples = folder.open({ builtIn });
    expect(await withSamples.listStored()).toEqual([]);
    await withSamples.find('sample-key');
    await withSamples.use('sample-key');
    expect(made).toEqual(['sample-key', 'sample-key']);
  });

  it('stay as they are', async () => {
    const withSample = folder.open({ builtIn: [{ id: sample.id, open: async () => sample }] });
    await expect(withSample.remove('sample-key')).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(withSample.rename('sample-key', 'x')).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('do not hide the rest when they cannot be made', async () => {
    await service.add({ files: [p12], password: 'secret' });
    const open = () => Promise.reject(new Error('no simulator'));
    const broken = folder.open({ builtIn: [{ id: sample.id, open }] });
    expect(await broken.list()).toHaveLength(1);
    await expect(broken.use('sample-key')).rejects.toThrow('no simulator');
  });
});

describe('borrowing', () => {
  it('reads a file for this process and stores nothing', async () => {
    const borrowed = await service.loadTemporary({ files: [p12], password: 'secret' });
    expect(borrowed).toMatchObject({ kind: 'identity', name: 'com.example.app' });
    expect(await service.use(borrowed.id)).toMatchObject({ kind: 'identity' });
    expect(await service.list()).toEqual([]);
    await expect(folder.open().use(borrowed.id)).rejects.toMatchObject({ code: 'credential-not-found' });
  });

  it('joins a certificate and a key in two files', async () => {
    const key = textFile('key.pem', part('universal.key.pem'));
    expect((await service.loadTemporary({ files: [cer, key] })).kind).toBe('identity');
  });

  it('knows the team of a key that is kept', async () => {
    await service.add({ files: [p8], teamId: TEAM });
    expect(await service.loadTemporary({ files: [p8] })).toMatchObject({ kind: 'apns-key', teamId: TEAM });
  });

  it.each([
    { what: 'a sealed file without password', file: p12, code: 'password-required' },
    { what: 'an APNs key without its team', file: p8, code: 'credential-incomplete' },
    { what: 'a certificate without its key', file: cer, code: 'no-private-key' },
  ])('says what is missing: $what', async ({ file, code }) => {
    await expect(service.loadTemporary({ files: [file] })).rejects.toMatchObject({ code });
  });
});
