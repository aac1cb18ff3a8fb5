import { createHash, pbkdf2, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { BerError, type BerNode } from '../asn1/ber-reader.js';
import { childAt, isUniversal, readOctets, readOid, readSmallInteger, TAG } from '../asn1/ber-values.js';
import { HMAC_BY_OID, OID } from '../asn1/oids.js';
import {
  blockSizeOf,
  type CipherName,
  decrypt,
  keySizeOf,
  type LegacyEncryption,
  legacyOf,
} from './ciphers.js';
import { type DerivationBudget, MAX_ROUNDS, MAX_SCRYPT_MEMORY, tooMuchWork } from './derivation-budget.js';
import type { PasswordForms } from './password-forms.js';
import { derivePkcs12, PURPOSE } from './pkcs12-kdf.js';

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify<
  Buffer,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);

/** How a part of a file is encrypted, parsed from its AlgorithmIdentifier. */
export interface EncryptionScheme {
  /** `null` for current ciphers. */
  readonly legacy: LegacyEncryption | null;
  /**
   * Tries one password.
   *
   * @param accept - Checks whether the plain text makes sense, since padding can be valid by chance.
   * @returns `undefined` when the password is wrong.
   * @throws AppError `unsupported-format` when the file requires too much work, `cancelled`.
   */
  open(
    cipherText: Buffer,
    password: PasswordForms,
    accept: (plain: Buffer) => boolean,
    budget: DerivationBudget,
  ): Promise<Buffer | undefined>;
}

/** An algorithm that is not supported. */
export class UnknownAlgorithmError extends Error {
  override readonly name = 'UnknownAlgorithmError';
  readonly algorithm: string;

  constructor(algorithm: string) {
    super(`unknown encryption algorithm ${algorithm}`);
    this.algorithm = algorithm;
  }
}

interface LegacyScheme {
  readonly cipher: CipherName;
  readonly keySize: number;
  /** `pkcs12`: RFC 7292 appendix C. Anything else: PBKDF1 of RFC 8018 §5.1 with this digest. */
  readonly kdf: 'pkcs12' | 'md5' | 'sha1';
}

/** PBES1 and the PKCS#12 schemes, in which one identifier stands for digest, cipher and key size. */
const LEGACY_SCHEMES: Readonly<Record<string, LegacyScheme>> = {
  '1.2.840.113549.1.12.1.1': { cipher: 'rc4', keySize: 16, kdf: 'pkcs12' },
  '1.2.840.113549.1.12.1.2': { cipher: 'rc4', keySize: 5, kdf: 'pkcs12' },
  '1.2.840.113549.1.12.1.3': { cipher: '3des', keySize: 24, kdf: 'pkcs12' },
  '1.2.840.113549.1.12.1.4': { cipher: '3des', keySize: 16, kdf: 'pkcs12' },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keySize: 16, kdf: 'pkcs12' },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keySize: 5, kdf: 'pkcs12' },
  '1.2.840.113549.1.5.3': { cipher: 'des', keySize: 8, kdf: 'md5' },
  '1.2.840.113549.1.5.6': { cipher: 'rc2', keySize: 8, kdf: 'md5' },
  '1.2.840.113549.1.5.10': { cipher: 'des', keySize: 8, kdf: 'sha1' },
  '1.2.840.113549.1.5.11': { cipher: 'rc2', keySize: 8, kdf: 'sha1' },
};

/** Ciphers of PBES2 (RFC 8018 §B.2). */
const CIPHER_BY_OID: Readonly<Record<string, CipherName>> = {
  '1.3.14.3.2.7': 'des',
  '1.2.840.113549.3.2': 'rc2',
  '1.2.840.113549.3.7': '3des',
  '2.16.840.1.101.3.4.1.2': 'aes-128',
  '2.16.840.1.101.3.4.1.22': 'aes-192',
  '2.16.840.1.101.3.4.1.42': 'aes-256',
};

/**
 * Reads an AlgorithmIdentifier.
 *
 * @throws {@link UnknownAlgorithmError}, {@link BerError}
 */
export function readEncryptionScheme(algorithm: BerNode): EncryptionScheme {
  const id = readOid(childAt(algorithm, 0));
  const old = LEGACY_SCHEMES[id];
  if (old !== undefined) return legacyScheme(old, childAt(algorithm, 1));
  if (id === OID.pbes2) return pbes2(childAt(algorithm, 1));
  throw new UnknownAlgorithmError(id);
}

function legacyScheme({ cipher, keySize, kdf }: LegacyScheme, parameters: BerNode): EncryptionScheme {
  const salt = readOctets(childAt(parameters, 0));
  const rounds = readSmallInteger(childAt(parameters, 1));
  const ivSize = blockSizeOf(cipher);
  return {
    legacy: legacyOf(cipher),
    async open(cipherText, password, accept, budget) {
      let key: Buffer;
      let iv: Buffer;
      if (kdf === 'pkcs12') {
        const { bmp } = password;
        key = await derivePkcs12('sha1', bmp, salt, rounds, PURPOSE.key, keySize, budget);
        iv = await derivePkcs12('sha1', bmp, salt, rounds, PURPOSE.iv, ivSize, budget);
      } else {
        budget.spend(rounds);
        const derived = pbkdf1(kdf, password.octets[0] ?? Buffer.alloc(0), salt, rounds);
        key = derived.subarray(0, keySize);
        iv = derived.subarray(8, 16);
      }
      // Two-key 3DES repeats the first key as the third.
      if (cipher === '3des' && keySize === 16) key = Buffer.concat([key, key.subarray(0, 8)]);
      return accepted(await decrypt(cipher, key, iv, cipherText), accept);
    },
  };
}

/** PBKDF1; real files use a few thousand rounds at most. */
function pbkdf1(digest: string, password: Buffer, salt: Buffer, rounds: number): Buffer {
  if (rounds > MAX_PBKDF1_ROUNDS) throw tooMuchWork(rounds);
  let value = createHash(digest).update(password).update(salt).digest();
  for (let round = 1; round < rounds; round++) value = createHash(digest).update(value).digest();
  return value;
}

/** PBKDF1 runs synchronously, so this limits how long it can block. */
const MAX_PBKDF1_ROUNDS = 10_000;

function pbes2(parameters: BerNode): EncryptionScheme {
  const scheme = childAt(parameters, 1);
  const id = readOid(childAt(scheme, 0));
  const cipher = CIPHER_BY_OID[id];
  if (cipher === undefined) throw new UnknownAlgorithmError(id);
  const { iv, effectiveBits } = cipherParameters(cipher, scheme.children[1]);
  const derivation = readDerivation(childAt(parameters, 0), keySizeOf(cipher));
  return {
    legacy: legacyOf(cipher),
    async open(cipherText, password, accept, budget) {
      for (const octets of password.octets) {
        const key = await derivation(octets, budget);
        const plain = accepted(await decrypt(cipher, key, iv, cipherText, effectiveBits), accept);
        if (plain !== undefined) return plain;
      }
      return undefined;
    },
  };
}

/** The version codes of RFC 8018 §B.2.3 for the key sizes found in files. */
const RC2_BITS_BY_VERSION: Readonly<Record<number, number>> = { 160: 40, 120: 64, 58: 128 };

function cipherParameters(
  cipher: CipherName,
  node: BerNode | undefined,
): { readonly iv: Buffer; readonly effectiveBits?: number } {
  if (cipher !== 'rc2' || !isUniversal(node, TAG.sequence)) return { iv: readOctets(node) };
  const version = node.children.length > 1 ? readSmallInteger(childAt(node, 0)) : 0;
  const effectiveBits = RC2_BITS_BY_VERSION[version] ?? (version >= 256 ? version : 32);
  return { iv: readOctets(node.children.at(-1)), effectiveBits };
}

type Derivation = (password: Buffer, budget: DerivationBudget) => Promise<Buffer>;

function readDerivation(node: BerNode, defaultKeySize: number): Derivation {
  const id = readOid(childAt(node, 0));
  const parameters = childAt(node, 1);
  if (id === OID.pbkdf2) return readPbkdf2(parameters, defaultKeySize);
  if (id === OID.scrypt) return readScrypt(parameters, defaultKeySize);
  throw new UnknownAlgorithmError(id);
}

/**
 * PBKDF2-params of RFC 8018 §A.2, run on the thread pool.
 *
 * @param keySize - Used if the parameters contain none. Unit: bytes.
 */
export function readPbkdf2(parameters: BerNode, keySize: number): Derivation {
  const salt = readOctets(childAt(parameters, 0));
  const rounds = readSmallInteger(childAt(parameters, 1));
  let digest: string | undefined = 'sha1';
  let size = keySize;
  for (const extra of parameters.children.slice(2)) {
    if (isUniversal(extra, TAG.integer)) size = readSmallInteger(extra);
    else digest = HMAC_BY_OID[readOid(childAt(extra, 0))];
  }
  if (digest === undefined) throw new UnknownAlgorithmError('PBKDF2 with an unknown HMAC');
  if (size < 1 || size > 64) throw new BerError('malformed', 'a key size is out of range');
  const prf = digest;
  return async (password, budget) => {
    budget.spend(rounds);
    if (rounds < 1) throw new BerError('malformed', 'a round count is zero');
    return pbkdf2Async(password, salt, rounds, size, prf);
  };
}

function readScrypt(parameters: BerNode, keySize: number): Derivation {
  const salt = readOctets(childAt(parameters, 0));
  const [N = 0, r = 0, p = 0] = parameters.children.slice(1, 4).map(readSmallInteger);
  return async (password, budget) => {
    const memory = 128 * N * r;
    const rounds = N * r * p;
    if (memory > MAX_SCRYPT_MEMORY || rounds > MAX_ROUNDS) throw tooMuchWork(rounds);
    budget.spend(rounds);
    // N must be a power of two, which is all that scrypt itself checks before it allocates.
    if (N < 2 || (N & (N - 1)) !== 0 || r < 1 || p < 1) throw new BerError('malformed', 'scrypt is misused');
    return scryptAsync(password, salt, keySize, { N, r, p, maxmem: MAX_SCRYPT_MEMORY * 2 });
  };
}

function accepted(plain: Buffer | undefined, accept: (plain: Buffer) => boolean): Buffer | undefined {
  return plain !== undefined && accept(plain) ? plain : undefined;
}
