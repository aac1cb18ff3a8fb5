import { createHash, createHmac } from 'node:crypto';
import type { Randomness } from '../../ports/ports.js';
import {
  bmpString,
  explicitContext,
  implicitContext,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
} from '../asn1/der-writer.js';
import { DIGEST_BY_OID, OID } from '../asn1/oids.js';
import { DerivationBudget } from '../encryption/derivation-budget.js';
import { derivePkcs12, PURPOSE } from '../encryption/pkcs12-kdf.js';
import { bmpPassword, type Protection, ROUNDS, sealPart, sealPrivateKey } from './sealed-key.js';

export interface Pkcs12Parts {
  /** PKCS#8, unencrypted. */
  readonly pkcs8: Buffer;
  /** DER, the leaf first; empty for a file with a key only. */
  readonly certificates: readonly Buffer[];
  /** Shown by Keychain Access, and the alias in Java. */
  readonly friendlyName: string;
}

const MAC_DIGEST = { modern: 'sha256', legacy: 'sha1' } as const;
const MAC_SALT_BYTES = 16;

/**
 * Writes a PKCS#12 file (RFC 7292) that OpenSSL, Java, NSS, GnuTLS and Keychain Access can open.
 *
 * @param password - May be empty, which leaves the file practically unprotected.
 */
export async function writePkcs12(
  parts: Pkcs12Parts,
  password: string,
  protection: Protection,
  random: Randomness,
): Promise<Buffer> {
  const { pkcs8, certificates, friendlyName } = parts;
  // Links the key to its certificate, for readers such as keytool and NSS.
  const localKeyId = createHash('sha1')
    .update(certificates[0] ?? pkcs8)
    .digest();
  const attributes = setOf(
    sequence(oid(OID.friendlyName), setOf(bmpString(friendlyName))),
    sequence(oid(OID.localKeyId), setOf(octetString(localKeyId))),
  );
  const sealedKey = await sealPrivateKey(pkcs8, password, protection, random);
  const keyBags = sequence(bag(OID.shroudedKeyBag, sealedKey, attributes));
  const contents = [dataContent(keyBags)];
  if (certificates.length > 0) {
    const bags = certificates.map((der, index) => certBag(der, index === 0 ? attributes : undefined));
    const { algorithm, cipherText } = await sealPart(sequence(...bags), password, protection, random);
    const encrypted = sequence(oid(OID.data), algorithm, implicitContext(0, cipherText));
    // Certificates come first, as in OpenSSL.
    contents.unshift(sequence(oid(OID.encryptedData), explicitContext(0, sequence(integer(0), encrypted))));
  }
  const safe = sequence(...contents);
  return sequence(integer(3), dataContent(safe), await macData(safe, password, protection, random));
}

function dataContent(content: Buffer): Buffer {
  return sequence(oid(OID.data), explicitContext(0, octetString(content)));
}

function certBag(der: Buffer, attributes: Buffer | undefined): Buffer {
  return bag(
    OID.certBag,
    sequence(oid(OID.x509Certificate), explicitContext(0, octetString(der))),
    attributes,
  );
}

function bag(type: string, value: Buffer, attributes?: Buffer): Buffer {
  return sequence(oid(type), explicitContext(0, value), ...(attributes === undefined ? [] : [attributes]));
}

async function macData(
  safe: Buffer,
  password: string,
  protection: Protection,
  random: Randomness,
): Promise<Buffer> {
  const digest = MAC_DIGEST[protection];
  const rounds = ROUNDS[protection];
  const salt = random.bytes(MAC_SALT_BYTES);
  const size = createHash(digest).digest().length;
  const key = await derivePkcs12(
    digest,
    bmpPassword(password),
    salt,
    rounds,
    PURPOSE.mac,
    size,
    new DerivationBudget(),
  );
  const mac = createHmac(digest, key).update(safe).digest();
  const digestId = Object.entries(DIGEST_BY_OID).find(([, name]) => name === digest)?.[0] ?? '';
  const digestInfo = sequence(sequence(oid(digestId), nullValue()), octetString(mac));
  return sequence(digestInfo, octetString(salt), integer(rounds));
}
