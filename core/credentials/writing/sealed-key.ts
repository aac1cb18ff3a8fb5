import { createCipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { Randomness } from '../../ports/ports.js';
import { integer, nullValue, octetString, oid, sequence } from '../asn1/der-writer.js';
import { OID } from '../asn1/oids.js';
import { DerivationBudget } from '../encryption/derivation-budget.js';
import { passwordCandidates } from '../encryption/password-forms.js';
import { derivePkcs12, PURPOSE } from '../encryption/pkcs12-kdf.js';

const pbkdf2Async = promisify(pbkdf2);

/**
 * `modern`: PBES2 with AES-256 and HMAC-SHA-256, supported by OpenSSL since 1.1, Java, NSS and macOS since 2021.
 * `legacy`: 3DES and SHA-1, which every Keychain Access supports.
 */
export type Protection = 'modern' | 'legacy';

/** Rounds of key derivation. Old readers only accept small numbers. */
export const ROUNDS: Readonly<Record<Protection, number>> = { modern: 100_000, legacy: 2_048 };

const SALT_BYTES = 16;
/** The size that PBES1 prescribes and some old readers require. */
const LEGACY_SALT_BYTES = 8;
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';
const HMAC_SHA_256 = '1.2.840.113549.2.9';
const PBE_SHA1_3DES = '1.2.840.113549.1.12.1.3';

export interface SealedPart {
  /** AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly cipherText: Buffer;
}

/** Encrypts a part of a .p12 or a PKCS#8 key with a password. */
export async function sealPart(
  plain: Buffer,
  password: string,
  protection: Protection,
  random: Randomness,
): Promise<SealedPart> {
  return protection === 'modern' ? sealModern(plain, password, random) : sealLegacy(plain, password, random);
}

/** EncryptedPrivateKeyInfo (RFC 5958). */
export async function sealPrivateKey(
  pkcs8: Buffer,
  password: string,
  protection: Protection,
  random: Randomness,
): Promise<Buffer> {
  const { algorithm, cipherText } = await sealPart(pkcs8, password, protection, random);
  return sequence(algorithm, octetString(cipherText));
}

async function sealModern(plain: Buffer, password: string, random: Randomness): Promise<SealedPart> {
  const salt = random.bytes(SALT_BYTES);
  const iv = random.bytes(16);
  const key = await pbkdf2Async(Buffer.from(password, 'utf8'), salt, ROUNDS.modern, 32, 'sha256');
  const prf = sequence(oid(HMAC_SHA_256), nullValue());
  const derivation = sequence(oid(OID.pbkdf2), sequence(octetString(salt), integer(ROUNDS.modern), prf));
  const cipher = sequence(oid(AES_256_CBC), octetString(iv));
  return {
    algorithm: sequence(oid(OID.pbes2), sequence(derivation, cipher)),
    cipherText: encrypt('aes-256-cbc', key, iv, plain),
  };
}

async function sealLegacy(plain: Buffer, password: string, random: Randomness): Promise<SealedPart> {
  const salt = random.bytes(LEGACY_SALT_BYTES);
  const bmp = bmpPassword(password);
  const budget = new DerivationBudget();
  const key = await derivePkcs12('sha1', bmp, salt, ROUNDS.legacy, PURPOSE.key, 24, budget);
  const iv = await derivePkcs12('sha1', bmp, salt, ROUNDS.legacy, PURPOSE.iv, 8, budget);
  return {
    algorithm: sequence(oid(PBE_SHA1_3DES), sequence(octetString(salt), integer(ROUNDS.legacy))),
    cipherText: encrypt('des-ede3-cbc', key, iv, plain),
  };
}

/** The password in the encoding of PKCS#12, exactly as typed. */
export function bmpPassword(password: string): Buffer {
  return passwordCandidates(password)[0]?.bmp ?? Buffer.alloc(0);
}

function encrypt(name: string, key: Buffer, iv: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}
