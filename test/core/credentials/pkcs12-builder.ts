import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import * as der from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';

/**
 * Puts PKCS#12 files together the way odd producers do, from nothing but the writer of elements: no code of
 * the reader or of our own .p12 writer is used.
 */

export const bag = (type: string, value: Buffer, attributes: readonly Buffer[] = []): Buffer =>
  der.sequence(
    der.oid(type),
    der.explicitContext(0, value),
    ...(attributes.length > 0 ? [der.setOf(...attributes)] : []),
  );

export const certBag = (certificate: Buffer, attributes: readonly Buffer[] = []): Buffer =>
  bag(
    OID.certBag,
    der.sequence(der.oid(OID.x509Certificate), der.explicitContext(0, der.octetString(certificate))),
    attributes,
  );

export const keyBag = (pkcs8: Buffer, attributes: readonly Buffer[] = []): Buffer =>
  bag(OID.keyBag, pkcs8, attributes);

export const friendlyName = (name: string): Buffer =>
  der.sequence(der.oid(OID.friendlyName), der.setOf(der.bmpString(name)));

export const localKeyId = (id: string): Buffer =>
  der.sequence(der.oid(OID.localKeyId), der.setOf(der.octetString(Buffer.from(id))));

/** An AES-256 shrouded key bag under a password of its own. */
export function shroudedKeyBag(pkcs8: Buffer, password: string): Buffer {
  const salt = Buffer.alloc(16, 1);
  const iv = Buffer.alloc(16, 2);
  const key = pbkdf2Sync(Buffer.from(password), salt, 1000, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const cipherText = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  return bag(OID.shroudedKeyBag, der.sequence(pbes2(salt, 1000, iv), der.octetString(cipherText)));
}

/** @param rounds - May be absurd: nothing here derives with it. */
export function pbes2(salt: Buffer, rounds: number, iv: Buffer): Buffer {
  const prf = der.sequence(der.oid('1.2.840.113549.2.9'), der.nullValue());
  const kdf = der.sequence(
    der.oid(OID.pbkdf2),
    der.sequence(der.octetString(salt), der.integer(rounds), prf),
  );
  const cipher = der.sequence(der.oid('2.16.840.1.101.3.4.1.42'), der.octetString(iv));
  return der.sequence(der.oid(OID.pbes2), der.sequence(kdf, cipher));
}

export const dataContent = (content: Buffer): Buffer =>
  der.sequence(der.oid(OID.data), der.explicitContext(0, der.octetString(content)));

/** A file without a MAC around these safe contents. */
export const pfx = (...contents: readonly Buffer[]): Buffer =>
  der.sequence(der.integer(3), dataContent(der.sequence(...contents)));

/** A file whose one unencrypted part holds these bags. */
export const pfxOfBags = (...bags: readonly Buffer[]): Buffer => pfx(dataContent(der.sequence(...bags)));

/** A MAC of RFC 9579, with its key from PBKDF2. */
export function pfxWithPbmac1(
  password: string,
  digest: 'sha256' | 'sha512',
  ...bags: readonly Buffer[]
): Buffer {
  const safe = der.sequence(dataContent(der.sequence(...bags)));
  const salt = Buffer.alloc(8, 3);
  const size = createHash(digest).digest().length;
  const hmacId = digest === 'sha256' ? '1.2.840.113549.2.9' : '1.2.840.113549.2.11';
  const prf = der.sequence(der.oid(hmacId), der.nullValue());
  const kdf = der.sequence(
    der.oid(OID.pbkdf2),
    der.sequence(der.octetString(salt), der.integer(2048), der.integer(size), prf),
  );
  const parameters = der.sequence(kdf, der.sequence(der.oid(hmacId), der.nullValue()));
  const key = pbkdf2Sync(Buffer.from(password), salt, 2048, size, digest);
  const mac = createHmac(digest, key).update(safe).digest();
  const digestInfo = der.sequence(der.sequence(der.oid(OID.pbmac1), parameters), der.octetString(mac));
  const unused = [der.octetString(Buffer.from('NOT USED')), der.integer(1)];
  return der.sequence(der.integer(3), dataContent(safe), der.sequence(digestInfo, ...unused));
}

/** The same elements with indefinite lengths and octet strings in pieces, as NSS and old Keychains write. */
export function toIndefinite(element: Buffer): Buffer {
  const tag = element[0] ?? 0;
  const lengthOctet = element[1] ?? 0;
  const header = lengthOctet < 0x80 ? 2 : 2 + (lengthOctet & 0x7f);
  const contents = element.subarray(header);
  const end = Buffer.from([0, 0]);
  if ((tag & 0x20) !== 0) {
    const parts: Buffer[] = [];
    for (let at = 0; at < contents.length;) {
      const length = elementLength(contents.subarray(at));
      parts.push(toIndefinite(contents.subarray(at, at + length)));
      at += length;
    }
    return Buffer.concat([Buffer.from([tag, 0x80]), ...parts, end]);
  }
  if (tag !== 0x04 || contents.length < 100) return element;
  const pieces: Buffer[] = [];
  for (let at = 0; at < contents.length; at += 1000)
    pieces.push(der.octetString(contents.subarray(at, at + 1000)));
  return Buffer.concat([Buffer.from([0x24, 0x80]), ...pieces, end]);
}

function elementLength(bytes: Buffer): number {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  return 2 + count + bytes.readUIntBE(2, count);
}
