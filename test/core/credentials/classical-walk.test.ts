import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSenderOn } from '#core/apns/sender';
import type { CredentialService } from '#core/credentials/credential-service';
import { systemClock } from '#core/ports/system-ports';
import type { ConvertedFile } from '#shared/credentials/conversion';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { type EngineRig, openEngineRig } from '../../support/engine-rig.js';
import { TestAuthority } from './test-authority.js';
import { type TestFolder, testFolder } from './test-service.js';
import { type Bench, bench, has } from './writing/foreign-tools.js';

/**
 * The way that every tutorial of push notifications describes: a request, a certificate from Apple, a .p12, a
 * push. Here without Keychain Access.
 */

let rig: EngineRig;
beforeAll(async () => {
  rig = await openEngineRig();
});

let folder: TestFolder;
let service: CredentialService;
let work: Bench;
beforeEach(() => {
  folder = testFolder();
  service = folder.open({ clock: systemClock });
  work = bench();
});
afterEach(() => {
  folder[Symbol.dispose]();
  work[Symbol.dispose]();
});

/** Sends an alert with a client certificate to the simulator. */
async function sendWith(credentialId: string) {
  const sender = createSenderOn(rig.another({ credentials: service }));
  return sender.send(rig.push({ credentialId }));
}

const fileOf = (name: string, bytes: Uint8Array) => ({ name, bytes });
const textOf = (file: ConvertedFile): string => Buffer.from(file.bytes).toString();
const ORDER = { email: 'me@example.com', commonName: 'PushChat', country: 'CN' };

describe('all ours', () => {
  it('makes a request, takes the certificate that comes back, and sends', async () => {
    const made = await service.createRequest(ORDER);
    expect(made.fileName).toBe('PushChat.certSigningRequest');
    expect(await service.list()).toMatchObject([{ kind: 'private-key', name: 'PushChat' }]);

    const request = await service.convert(
      { files: [fileOf(made.fileName, Buffer.from(made.pem))] },
      { to: 'der' },
    );
    const cer = new TestAuthority().issue(Buffer.from(request.bytes), {
      commonName: 'Apple Push Services',
      bundleId: SAMPLE_TOPIC,
      sandbox: true,
      production: true,
      topics: [[SAMPLE_TOPIC, 'topic']],
    });

    const [added] = await service.add({ files: [fileOf('aps.cer', cer)] });
    expect(added).toMatchObject({ credentialId: made.credentialId, error: null });
    expect(await service.list()).toMatchObject([{ kind: 'identity', name: SAMPLE_TOPIC }]);

    expect(await sendWith(made.credentialId)).toMatchObject({ outcome: 'accepted', status: 200 });
  });

  it('goes through a .p12 on the way, and through PEM', async () => {
    const made = await service.createRequest({ ...ORDER, keyType: 'p-256' });
    const request = await service.convert({ files: [fileOf('x', Buffer.from(made.pem))] }, { to: 'der' });
    const cer = new TestAuthority().issue(Buffer.from(request.bytes), {
      commonName: 'Apple Push Services',
      bundleId: SAMPLE_TOPIC,
      sandbox: true,
      topics: [[SAMPLE_TOPIC, 'topic']],
    });
    const p12 = await service.pair({ certificate: fileOf('aps.cer', cer), outPassword: 'пароль' });
    await service.remove(made.credentialId);

    const elsewhere = folder.open({ clock: systemClock, dataDir: `${folder.dataDir}-other` });
    const pem = await elsewhere.convert(
      { files: [fileOf('x.p12', p12.bytes)], password: 'пароль' },
      { to: 'pem' },
    );
    const [added] = await elsewhere.add({ files: [fileOf('x.pem', pem.bytes)] });
    service = elsewhere;
    expect(await sendWith(added?.credentialId ?? '')).toMatchObject({ outcome: 'accepted', status: 200 });
  });

  it('is told why a certificate for another app is refused', async () => {
    const made = await service.createRequest({ ...ORDER, keyType: 'p-256' });
    const request = await service.convert({ files: [fileOf('x', Buffer.from(made.pem))] }, { to: 'der' });
    const cer = new TestAuthority().issue(Buffer.from(request.bytes), {
      commonName: 'Apple Push Services',
      bundleId: 'com.example.other',
      sandbox: true,
      topics: [['com.example.other', 'topic']],
    });
    await service.add({ files: [fileOf('aps.cer', cer)] });
    expect(await sendWith(made.credentialId)).toMatchObject({ outcome: 'rejected' });
  });
});

const APPLE = `[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
default_days = 395
[any]
commonName = optional
emailAddress = optional
countryName = optional
[apns]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
1.2.840.113635.100.6.3.1 = ASN1:NULL
1.2.840.113635.100.6.3.2 = ASN1:NULL
1.2.840.113635.100.6.3.6 = ASN1:SEQUENCE:topics
[topics]
t0 = UTF8:${SAMPLE_TOPIC}
l0 = SEQWRAP,UTF8:topic
`;

describe.skipIf(!has('openssl'))("with OpenSSL on Apple's side and beside us", { timeout: 60_000 }, () => {
  /** @returns the .cer that Apple's site would offer for download. */
  function appleSigns(request: string): Buffer {
    work.write('index.txt', '');
    work.write('apple.cnf', APPLE);
    work.write('request.csr', request);
    work.run(
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=Worldwide Developer Relations',
      '-days',
      '400',
    );
    const subject = `/UID=${SAMPLE_TOPIC}/CN=Apple Push Services: ${SAMPLE_TOPIC}/OU=TEAM123456`;
    work.run(
      'openssl',
      'ca',
      '-batch',
      '-notext',
      '-config',
      'apple.cnf',
      '-extensions',
      'apns',
      '-cert',
      'ca.pem',
      '-keyfile',
      'ca.key',
      '-subj',
      subject,
      '-in',
      'request.csr',
      '-out',
      'aps.pem',
    );
    work.run('openssl', 'x509', '-in', 'aps.pem', '-outform', 'DER', '-out', 'aps.cer');
    return work.read('aps.cer');
  }

  it('has our request signed, completes the identity by the .cer alone, and sends', async () => {
    const made = await service.createRequest(ORDER);
    const cer = appleSigns(made.pem);
    const [added] = await service.add({ files: [fileOf('aps.cer', cer)] });
    expect(added).toMatchObject({
      credentialId: made.credentialId,
      error: null,
      inspection: {
        certificates: [{ pushKind: 'apns', topics: [{ topic: SAMPLE_TOPIC, labels: ['topic'] }] }],
      },
    });
    expect(await sendWith(made.credentialId)).toMatchObject({ outcome: 'accepted', status: 200 });
  });

  it('gives what the three OpenSSL commands of the tutorials give', async () => {
    // Keychain Access: a request, and the .p12 of its key alone, in the old encryption.
    work.run(
      'openssl',
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'PushChat.key',
      '-out',
      'PushChat.csr',
      '-subj',
      '/emailAddress=me@example.com/CN=PushChat/C=CN',
    );
    const cer = appleSigns(work.read('PushChat.csr').toString());
    work.run(
      'openssl',
      'pkcs12',
      '-export',
      '-legacy',
      '-nocerts',
      '-inkey',
      'PushChat.key',
      '-passout',
      'pass:pushchat',
      '-out',
      'PushChatKey.p12',
    );
    const keyP12 = fileOf('PushChatKey.p12', work.read('PushChatKey.p12'));

    // openssl x509 -in aps.cer -inform der -out PushChatCert.pem
    work.run('openssl', 'x509', '-in', 'aps.cer', '-inform', 'der', '-out', 'PushChatCert.pem');
    const certPem = await service.convert({ files: [fileOf('aps.cer', cer)] }, { to: 'pem' });
    expect(textOf(certPem)).toBe(work.read('PushChatCert.pem').toString());

    // openssl pkcs12 -nocerts -out PushChatKey.pem -in PushChatKey.p12
    work.run(
      'openssl',
      'pkcs12',
      '-legacy',
      '-nocerts',
      '-nodes',
      '-in',
      'PushChatKey.p12',
      '-passin',
      'pass:pushchat',
      '-out',
      'PushChatKey.pem',
    );
    const keyPem = await service.convert({ files: [keyP12], password: 'pushchat' }, { to: 'key' });
    expect(work.read('PushChatKey.pem').toString()).toContain(textOf(keyPem));
    const sealed = await service.convert(
      { files: [keyP12], password: 'pushchat' },
      { to: 'key', outPassword: 'abcd' },
    );
    work.write('sealed.pem', sealed.bytes);
    work.run('openssl', 'pkey', '-in', 'sealed.pem', '-passin', 'pass:abcd', '-noout');

    // openssl pkcs12 -export -in PushChatCert.pem -inkey PushChatKey.pem -out identity.p12
    const pair = await service.pair({
      certificate: fileOf('aps.cer', cer),
      key: keyP12,
      password: 'pushchat',
      outPassword: 'abcd',
    });
    work.write('identity.p12', pair.bytes);
    work.run(
      'openssl',
      'pkcs12',
      '-in',
      'identity.p12',
      '-passin',
      'pass:abcd',
      '-nodes',
      '-out',
      'identity.pem',
    );
    expect(new X509Certificate(work.read('identity.pem')).raw.equals(cer)).toBe(true);

    const [added] = await service.add({ files: [fileOf('identity.p12', pair.bytes)], password: 'abcd' });
    expect(await sendWith(added?.credentialId ?? '')).toMatchObject({ outcome: 'accepted', status: 200 });
  });
});
