import { describe, expect, it } from 'vitest';
import * as der from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { FIXTURE_NOW_MS, fixtureFile, partDer } from '../fixtures.js';
import {
  bag,
  certBag,
  dataContent,
  friendlyName,
  keyBag,
  localKeyId,
  pfx,
  pfxOfBags,
  pfxWithPbmac1,
  shroudedKeyBag,
  toIndefinite,
} from '../pkcs12-builder.js';

const leaf = partDer('universal.pem');
const key = partDer('universal.key.pem');
const [root, wwdr, other, otherKey] = [
  partDer('root.pem'),
  partDer('wwdr.pem'),
  partDer('other.pem'),
  partDer('other.key.pem'),
];
const EXPECTED = 'Apple Push Services: com.example.app';

async function inspect(bytes: Buffer, password?: string) {
  const contents = await readCredentialFile(
    { name: 'odd.p12', bytes },
    password === undefined ? {} : { password },
  );
  return inspectContents(contents, FIXTURE_NOW_MS);
}

const crlBag = bag(
  OID.crlBag,
  der.sequence(der.oid('1.2.840.113549.1.9.23.1'), der.explicitContext(0, der.nullValue())),
);
const secretBag = bag(
  OID.secretBag,
  der.sequence(der.oid('1.2.3.4'), der.explicitContext(0, der.utf8String('x'))),
);
const unknownBag = bag('1.3.6.1.4.1.99999.1', der.utf8String('mine'));
const sdsiBag = bag(
  OID.certBag,
  der.sequence(der.oid('1.2.840.113549.1.9.22.2'), der.explicitContext(0, der.ia5String('()'))),
);
const brokenCertificate = certBag(Buffer.from('not a certificate'));
const brokenKey = keyBag(
  der.sequence(der.integer(0), der.sequence(der.oid(OID.rsaEncryption)), der.octetString(Buffer.from('x'))),
);
const ed25519Key = keyBag(
  der.sequence(
    der.integer(0),
    der.sequence(der.oid(OID.ed25519)),
    der.octetString(der.octetString(Buffer.alloc(32, 9))),
  ),
);
const halfBag = der.sequence(der.oid(OID.certBag));
const deepBag = Array.from({ length: 12 }).reduce<Buffer>(
  (inner) => bag(OID.safeContentsBag, der.sequence(inner)),
  certBag(other),
);

describe('an odd bag never sinks the file', () => {
  it.each([
    { what: 'a revocation list', bags: [crlBag] },
    { what: 'a secret', bags: [secretBag] },
    { what: 'a bag of an unknown kind', bags: [unknownBag] },
    { what: 'an SDSI certificate', bags: [sdsiBag] },
    { what: 'a certificate that is none', bags: [brokenCertificate] },
    { what: 'a key that is none', bags: [brokenKey] },
    { what: 'an Ed25519 key', bags: [ed25519Key] },
    { what: 'half a bag', bags: [halfBag] },
    { what: 'safe contents nested twelve times', bags: [deepBag] },
    { what: 'something that is no bag', bags: [der.integer(7)] },
    {
      what: 'all of them',
      bags: [crlBag, secretBag, unknownBag, brokenCertificate, brokenKey, halfBag, deepBag],
    },
  ])('$what', async ({ bags }) => {
    for (const order of [
      [...bags, certBag(leaf), keyBag(key)],
      [certBag(leaf), keyBag(key), ...bags],
    ]) {
      const { kind, certificates } = await inspect(pfxOfBags(...order));
      expect(kind).toBe('identity');
      expect(certificates[0]?.commonName).toBe(EXPECTED);
    }
  });

  it('nor does a whole part that is encrypted for somebody else', async () => {
    const enveloped = der.sequence(
      der.oid(OID.envelopedData),
      der.explicitContext(0, der.sequence(der.integer(0))),
    );
    const { kind } = await inspect(pfx(enveloped, dataContent(der.sequence(certBag(leaf), keyBag(key)))));
    expect(kind).toBe('identity');
  });
});

describe('the leaf is found by its key', () => {
  it.each([
    { what: 'with a root-first chain', bags: [certBag(root), certBag(wwdr), certBag(leaf), keyBag(key)] },
    { what: 'beside another push certificate', bags: [certBag(other), keyBag(key), certBag(leaf)] },
    {
      what: 'with localKeyID on the wrong certificate',
      bags: [
        certBag(other, [localKeyId('1')]),
        certBag(leaf, [localKeyId('2')]),
        keyBag(key, [localKeyId('1')]),
      ],
    },
    {
      what: 'with the friendly name of another one',
      bags: [certBag(other, [friendlyName('推送')]), certBag(leaf), keyBag(key, [friendlyName('推送')])],
    },
    {
      what: 'inside nested safe contents',
      bags: [bag(OID.safeContentsBag, der.sequence(keyBag(key), certBag(leaf)))],
    },
    { what: 'with every bag twice', bags: [certBag(leaf), certBag(leaf), keyBag(key), keyBag(key)] },
  ])('$what', async ({ bags }) => {
    const { kind, certificates, key: facts, warnings } = await inspect(pfxOfBags(...bags));
    expect(kind).toBe('identity');
    expect(certificates[0]?.commonName).toBe(EXPECTED);
    expect(certificates[0]?.spkiSha256).toBe(facts?.spkiSha256);
    expect(warnings.map(({ code }) => code)).not.toContain('multiple-identities');
  });

  it('orders the chain from the leaf upwards', async () => {
    const { certificates } = await inspect(
      pfxOfBags(certBag(root), certBag(wwdr), keyBag(key), certBag(leaf)),
    );
    expect(certificates.map(({ commonName }) => commonName?.split(' ').slice(0, 2).join(' '))).toEqual([
      'Apple Push',
      'Fixture Worldwide',
      'Fixture Root',
    ]);
  });

  it('says when there are several identities, and picks the push certificate that covers more', async () => {
    const { warnings, certificates } = await inspect(
      pfxOfBags(certBag(other), keyBag(otherKey), certBag(leaf), keyBag(key)),
    );
    expect(warnings.map(({ code }) => code)).toContain('multiple-identities');
    expect(certificates).toHaveLength(2);
  });
});

describe('the encoding does not matter', () => {
  it('reads indefinite lengths with strings in pieces', async () => {
    const plain = pfxOfBags(certBag(leaf), keyBag(key));
    const { kind } = await inspect(toIndefinite(plain));
    expect(kind).toBe('identity');
  });

  it('reads a sealed file that was rewritten with indefinite lengths', async () => {
    const { bytes } = fixtureFile('openssl/default.p12');
    const { kind } = await inspect(toIndefinite(Buffer.from(bytes)), 'secret');
    expect(kind).toBe('identity');
  });

  it.each(['\0\0\0', '\r\n', 'trailing words'])('ignores %j behind the file', async (tail) => {
    const { bytes } = fixtureFile('openssl/default.p12');
    expect((await inspect(Buffer.concat([bytes, Buffer.from(tail)]), 'secret')).kind).toBe('identity');
  });

  it('reads a .p12 in base64', async () => {
    const { bytes } = fixtureFile('openssl/default.p12');
    const { kind, container } = await inspect(Buffer.from(Buffer.from(bytes).toString('base64')), 'secret');
    expect({ kind, container }).toEqual({ kind: 'identity', container: 'pkcs12' });
  });
});

describe('protection', () => {
  it.each(['sha256', 'sha512'] as const)('checks a MAC of RFC 9579 with %s', async (digest) => {
    const bytes = pfxWithPbmac1('секрет', digest, certBag(leaf), keyBag(key));
    expect((await inspect(bytes, 'секрет')).kind).toBe('identity');
    await expect(inspect(bytes, 'other')).rejects.toMatchObject({ code: 'wrong-password' });
  });

  it('says that the key has another password than the rest', async () => {
    const bytes = pfxWithPbmac1('store', 'sha256', certBag(leaf), shroudedKeyBag(key, 'key'));
    await expect(inspect(bytes, 'store')).rejects.toMatchObject({ code: 'wrong-password' });
  });

  it('names the algorithm that it does not know', async () => {
    const algorithm = der.sequence(der.oid('1.2.643.7.1.1.5.1.1'), der.nullValue());
    const sealed = bag(OID.shroudedKeyBag, der.sequence(algorithm, der.octetString(Buffer.alloc(64))));
    await expect(inspect(pfxOfBags(certBag(leaf), sealed), 'x')).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('1.2.643.7.1.1.5.1.1') as string,
    });
  });

  it('refuses a file that is protected by public keys, by name', async () => {
    const signed = der.sequence(
      der.integer(3),
      der.sequence(der.oid(OID.signedData), der.explicitContext(0, der.sequence(der.integer(1)))),
    );
    await expect(inspect(signed)).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('refuses a file in which nothing useful is left', async () => {
    await expect(inspect(pfxOfBags(secretBag, crlBag))).rejects.toMatchObject({ code: 'not-a-credential' });
    await expect(inspect(pfxOfBags(ed25519Key))).rejects.toMatchObject({ code: 'unsupported-key' });
  });
});
