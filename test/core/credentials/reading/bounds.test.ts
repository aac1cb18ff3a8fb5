import { describe, expect, it } from 'vitest';
import * as der from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';
import { MAX_FILE_BYTES, readCredentialFile } from '#core/credentials/reading/read-file';
import { AppError } from '#shared/errors';
import { part, partDer } from '../fixtures.js';
import { bag, certBag, dataContent, pbes2, pfx, pfxOfBags } from '../pkcs12-builder.js';

const read = (bytes: Buffer) => readCredentialFile({ name: 'hostile', bytes }, { password: 'x' });

const SCRYPT_BOMB = (N: number, r: number, p: number): Buffer => {
  const kdf = der.sequence(
    der.oid(OID.scrypt),
    der.sequence(der.octetString(Buffer.alloc(8)), der.integer(N), der.integer(r), der.integer(p)),
  );
  const cipher = der.sequence(der.oid('2.16.840.1.101.3.4.1.42'), der.octetString(Buffer.alloc(16)));
  const algorithm = der.sequence(der.oid(OID.pbes2), der.sequence(kdf, cipher));
  return der.sequence(algorithm, der.octetString(Buffer.alloc(64)));
};

const shrouded = (rounds: number): Buffer =>
  bag(
    OID.shroudedKeyBag,
    der.sequence(pbes2(Buffer.alloc(8), rounds, Buffer.alloc(16)), der.octetString(Buffer.alloc(64))),
  );

const oldPbe = (id: string, rounds: number): Buffer => {
  const algorithm = der.sequence(
    der.oid(id),
    der.sequence(der.octetString(Buffer.alloc(8)), der.integer(rounds)),
  );
  return der.sequence(algorithm, der.octetString(Buffer.alloc(64)));
};

const macBomb = (): Buffer => {
  const digestInfo = der.sequence(
    der.sequence(der.oid('2.16.840.1.101.3.4.2.1'), der.nullValue()),
    der.octetString(Buffer.alloc(32)),
  );
  const mac = der.sequence(digestInfo, der.octetString(Buffer.alloc(8)), der.integer(100_000_000));
  return der.sequence(der.integer(3), dataContent(der.sequence(dataContent(der.sequence()))), mac);
};

const nested = (depth: number): Buffer =>
  Array.from({ length: depth }).reduce<Buffer>((inner) => der.sequence(inner), der.nullValue());

const HOSTILE: readonly { readonly what: string; readonly bytes: Buffer; readonly code: RegExp }[] = [
  { what: 'a MAC with 100 million rounds', bytes: macBomb(), code: /unsupported-format/ },
  {
    what: 'a key with 100 million rounds',
    bytes: pfxOfBags(shrouded(100_000_000)),
    code: /unsupported-format/,
  },
  {
    what: 'a round count beyond all numbers',
    bytes: pfxOfBags(shrouded(2 ** 47)),
    code: /unsupported-format/,
  },
  {
    what: 'four hundred keys with 4 million rounds each',
    bytes: pfxOfBags(...Array.from({ length: 400 }, () => shrouded(4_000_000))),
    code: /unsupported-format/,
  },
  {
    what: 'PBKDF1 with a million rounds',
    bytes: oldPbe('1.2.840.113549.1.5.10', 1_000_000),
    code: /unsupported-format/,
  },
  { what: 'scrypt that wants 4 GiB', bytes: SCRYPT_BOMB(2 ** 22, 8, 1), code: /unsupported-format/ },
  { what: 'scrypt that wants an hour', bytes: SCRYPT_BOMB(2 ** 14, 8, 2 ** 20), code: /unsupported-format/ },
  { what: 'scrypt with a cost that is no power of two', bytes: SCRYPT_BOMB(1000, 8, 1), code: /corrupted/ },
  { what: 'scrypt with a cost of zero', bytes: SCRYPT_BOMB(0, 0, 0), code: /corrupted|wrong-password/ },
  { what: 'a length of 2 GiB', bytes: Buffer.from('30847fffffff020103', 'hex'), code: /truncated/ },
  {
    what: 'a million opening brackets',
    bytes: Buffer.alloc(1_000_000, Buffer.from('3080', 'hex')),
    code: /corrupted|truncated/,
  },
  { what: 'ten thousand levels', bytes: nested(10_000), code: /corrupted/ },
  {
    what: 'a million empty elements',
    bytes: der.sequence(Buffer.alloc(2_000_000, Buffer.from('0500', 'hex'))),
    code: /corrupted/,
  },
  {
    what: 'megabytes of base64 that mean nothing',
    bytes: Buffer.alloc(3_000_000, 'QUJD'),
    code: /not-a-credential/,
  },
  { what: 'megabytes of dashes', bytes: Buffer.alloc(2_000_000, '-'), code: /not-a-credential/ },
  {
    what: 'a hundred thousand openings',
    bytes: Buffer.alloc(2_700_000, '-----BEGIN CERTIFICATE-----'),
    code: /truncated/,
  },
  { what: 'megabytes of spaces', bytes: Buffer.alloc(3_000_000, ' '), code: /empty-file/ },
  {
    what: 'megabytes of header lines',
    bytes: Buffer.from(`-----BEGIN X-----\n${'Aa-a: \n'.repeat(300_000)}-----END X-----`),
    code: /not-a-credential/,
  },
  { what: 'a file above the limit', bytes: Buffer.alloc(MAX_FILE_BYTES + 1), code: /file-too-large/ },
];

describe('hostile files end quickly and in words', { timeout: 120_000 }, () => {
  it.each(HOSTILE)('$what', async ({ bytes, code }) => {
    const start = process.cpuUsage();
    const error: unknown = await read(bytes).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const { user, system } = process.cpuUsage(start);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: expect.stringMatching(code) as string });
    // Processor time, so that a busy machine does not decide.
    expect((user + system) / 1000).toBeLessThan(4_000);
  });

  it('reads what it can of two thousand certificates', async () => {
    const text = part('universal.pem') + part('wwdr.pem').repeat(2_000);
    const contents = await read(Buffer.from(text));
    expect(contents.certificates).toHaveLength(2);
  });

  it('is not fooled by a certificate that calls itself its own issuer in a circle', async () => {
    const contents = await read(
      pfx(dataContent(der.sequence(certBag(partDer('root.pem')), certBag(partDer('root.pem'))))),
    );
    expect(contents.certificates).toHaveLength(1);
  });
});
