import { createPublicKey, ECDH, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readBer } from '#core/credentials/asn1/ber-reader';
import * as der from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { toPem } from '#core/credentials/material/pem';
import { spkiFingerprint } from '#core/credentials/reading/private-key';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { FIXTURE_NOW_MS, fixtureFile, part, partDer } from '../fixtures.js';
import { certBag, keyBag, pfxOfBags } from '../pkcs12-builder.js';

async function inspect(bytes: Uint8Array, name = 'bundle') {
  return inspectContents(await readCredentialFile({ name, bytes }), FIXTURE_NOW_MS);
}

const certificate = part('universal.pem');
const ownKey = part('universal.key.pem');
const otherKey = part('other.key.pem');
const lines = ownKey.split('\n');
const cutInside = [...lines.slice(0, 8), lines.at(-2), ''].join('\n');
const withoutEnd = lines.slice(0, 8).join('\n');
const garbage = toPem('PRIVATE KEY', Buffer.from('not a key at all, only letters'));
const emptyRsa = der.sequence(
  der.integer(0),
  der.sequence(der.oid(OID.rsaEncryption), der.nullValue()),
  der.octetString(Buffer.from('x')),
);
/** Of FIPS 204. Its contents do not matter: the algorithm is not known. */
const mlDsa = der.sequence(
  der.integer(0),
  der.sequence(der.oid('2.16.840.1.101.3.4.3.17')),
  der.octetString(Buffer.alloc(32, 7)),
);
const foreignCurve = der.sequence(
  der.integer(0),
  der.sequence(der.oid(OID.ecPublicKey), der.oid('1.2.3.4.5')),
  der.octetString(der.sequence(der.integer(1), der.octetString(Buffer.alloc(32, 7)))),
);

describe('a private key that cannot be read is never dropped in silence', () => {
  it.each([
    { where: 'cut inside its block', text: certificate + cutInside, code: 'truncated' },
    { where: 'cut, without its END line', text: certificate + withoutEnd, code: 'truncated' },
    { where: 'before the certificate', text: `${cutInside}${certificate}`, code: 'truncated' },
    { where: 'no DER in its block', text: certificate + garbage, code: 'corrupted' },
    { where: 'damaged inside', text: certificate + toPem('PRIVATE KEY', emptyRsa), code: 'corrupted' },
    {
      where: 'an OpenSSH key',
      text: `${certificate}${garbage.replaceAll('PRIVATE', 'OPENSSH PRIVATE')}`,
      code: 'unsupported-key',
    },
    {
      where: 'of an unknown algorithm',
      text: certificate + toPem('PRIVATE KEY', mlDsa),
      code: 'unsupported-key',
    },
    {
      where: 'beside a key of another certificate',
      text: certificate + otherKey + cutInside,
      code: 'truncated',
    },
  ])('in PEM: $where', async ({ text, code }) => {
    await expect(inspect(Buffer.from(text))).rejects.toMatchObject({ code });
  });

  it.each([
    { bag: keyBag(emptyRsa), code: 'corrupted' },
    { bag: keyBag(mlDsa), code: 'unsupported-key' },
    { bag: keyBag(foreignCurve), code: 'unsupported-key' },
  ])('in a .p12: $code', async ({ bag, code }) => {
    const file = pfxOfBags(certBag(partDer('universal.pem')), bag);
    await expect(inspect(file, 'odd.p12')).rejects.toMatchObject({ code });
  });

  it('is said in a warning where the key of the certificate is there too', async () => {
    const { kind, warnings } = await inspect(Buffer.from(certificate + ownKey + garbage));
    expect(kind).toBe('identity');
    expect(warnings.map(({ code }) => code)).toEqual(['unreadable-key']);
  });
});

describe('a key of an unknown kind', () => {
  it.each([
    { bytes: mlDsa, oid: '2.16.840.1.101.3.4.3.17' },
    { bytes: foreignCurve, oid: '1.2.3.4.5' },
  ])('is unsupported, with its OID $oid', async ({ bytes, oid }) => {
    await expect(inspect(bytes)).rejects.toMatchObject({
      code: 'unsupported-key',
      message: expect.stringContaining(`OID ${oid}`) as string,
    });
  });
});

describe('EC keys are compared by value', () => {
  it('hashes a compressed point as the ordinary one', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const [algorithm, bits] = readBer(spki).children;
    const point = ECDH.convertKey(
      (bits?.contents ?? Buffer.alloc(0)).subarray(1),
      'prime256v1',
      undefined,
      undefined,
      'compressed',
    );
    const compressed = der.sequence(algorithm?.encoded ?? Buffer.alloc(0), der.bitString(Buffer.from(point)));
    expect(compressed.length).toBeLessThan(spki.length);
    expect(createPublicKey({ key: compressed, format: 'der', type: 'spki' }).equals(publicKey)).toBe(true);
    expect(spkiFingerprint(compressed)).toBe(spkiFingerprint(spki));
  });
});

describe('what a file says of itself', () => {
  it('claims -legacy for what OpenSSL 3 refuses only', async () => {
    const words = async (path: string) => {
      const contents = await readCredentialFile(fixtureFile(path), { password: 'secret' });
      const { warnings } = inspectContents(contents, FIXTURE_NOW_MS);
      return warnings.find(({ code }) => code === 'legacy-encryption')?.message.en;
    };
    expect(await words('openssl/3des.p12')).not.toContain('-legacy');
    expect(await words('openssl/rc2-128.p12')).toContain('-legacy');
    expect(await words('openssl/pkcs8-pbes1-des.pem')).toContain('-legacy');
    expect(await words('openssl/traditional-des3.pem')).not.toContain('-legacy');
  });

  it('checks the signature of a request', async () => {
    const request = fixtureFile('openssl/universal.certSigningRequest');
    expect((await inspect(request.bytes)).warnings).toEqual([]);
    const text = Buffer.from(request.bytes)
      .toString('latin1')
      .replaceAll(/-----[^-]+-----|\s/g, '');
    const changed = Buffer.from(text, 'base64');
    const last = changed.length - 5;
    changed[last] = (changed[last] ?? 0) ^ 1;
    const { subject, warnings } = await inspect(changed);
    expect(subject).toContain('CN=');
    expect(warnings.map(({ code }) => code)).toEqual(['request-signature-invalid']);
  });

  it('writes a negative serial number with its sign, and no name as null', async () => {
    const [signed, algorithm, signature] = readBer(partDer('root.pem')).children;
    const [version, , sigAlg, , validity, , ...rest] = signed?.children ?? [];
    const name = der.sequence(der.setOf(der.sequence(der.oid(OID.organization), der.utf8String('Example'))));
    const encoded = (node: { readonly encoded: Buffer } | undefined): Buffer =>
      node?.encoded ?? Buffer.alloc(0);
    const body = der.sequence(
      encoded(version),
      der.element(0x02, Buffer.from([0xff, 0x01])),
      encoded(sigAlg),
      name,
      encoded(validity),
      name,
      ...rest.map(encoded),
    );
    const { certificates } = await inspect(der.sequence(body, encoded(algorithm), encoded(signature)));
    expect(certificates[0]).toMatchObject({ commonName: null, organization: 'Example', serialNumber: '-ff' });
  });
});
