import { createHmac, timingSafeEqual } from 'node:crypto';
import { BerError, type BerNode, readBer } from '../asn1/ber-reader.js';
import {
  childAt,
  isContext,
  isUniversal,
  readOctets,
  readOid,
  readSmallInteger,
  readString,
  TAG,
} from '../asn1/ber-values.js';
import { DIGEST_BY_OID, HMAC_BY_OID, OID } from '../asn1/oids.js';
import { type LegacyEncryption, olderOf } from '../encryption/ciphers.js';
import type { DerivationBudget } from '../encryption/derivation-budget.js';
import { readEncryptionScheme, readPbkdf2, UnknownAlgorithmError } from '../encryption/encryption-scheme.js';
import { passwordCandidates, type PasswordForms } from '../encryption/password-forms.js';
import { derivePkcs12, PURPOSE } from '../encryption/pkcs12-kdf.js';
import {
  passwordRequired,
  unknownEncryption,
  unsupportedFormat,
  wrongPassword,
} from '../material/credential-errors.js';
import { type Certificate, readCertificate } from './certificate.js';
import { SIGNED_PKCS12 } from './foreign-formats.js';
import { type PrivateKey, readPrivateKey, UnreadableKeyError, UnsupportedKeyError } from './private-key.js';

export interface Pkcs12Contents {
  readonly certificates: readonly Certificate[];
  readonly privateKeys: readonly PrivateKey[];
  readonly legacyEncryption: LegacyEncryption | null;
  /** The errors of skipped parts; the first one is reported if nothing could be read. */
  readonly problems: readonly Error[];
}

export interface Pkcs12Options {
  readonly fileName: string;
  /** An absent password differs from an empty one. */
  readonly password: string | undefined;
  readonly budget: DerivationBudget;
}

/** Maximum nesting of safe contents. */
const MAX_SAFE_DEPTH = 8;

/**
 * Reads a PKCS#12 file (RFC 7292) bag by bag, so that one unreadable bag does not affect the others.
 *
 * @throws AppError `password-required`, `wrong-password`, `unsupported-format`, `cancelled`; {@link BerError} when
 *   the outer structure is damaged.
 */
export async function readPkcs12(root: BerNode, options: Pkcs12Options): Promise<Pkcs12Contents> {
  const authSafe = childAt(root, 1);
  if (readOid(childAt(authSafe, 0)) !== OID.data) throw unsupportedFormat(options.fileName, SIGNED_PKCS12);
  const content = readOctets(childAt(childAt(authSafe, 1), 0));
  const macData = root.children[2];
  const all = passwordCandidates(options.password);
  const candidates = macData === undefined ? all : [await verifiedPassword(macData, content, all, options)];
  const walker = new Pkcs12Walker(candidates, { ...options, passwordIsProved: macData !== undefined });
  await walker.authenticatedSafe(readBer(content));
  return walker.finish();
}

async function verifiedPassword(
  macData: BerNode,
  content: Buffer,
  candidates: readonly PasswordForms[],
  options: Pkcs12Options,
): Promise<PasswordForms> {
  const digestInfo = childAt(macData, 0);
  const expected = readOctets(childAt(digestInfo, 1));
  const compute = macFunction(macData, childAt(digestInfo, 0), options);
  for (const candidate of candidates) {
    const actual = await compute(candidate, content);
    if (actual.length === expected.length && timingSafeEqual(actual, expected)) return candidate;
  }
  throw passwordError(options);
}

function macFunction(
  macData: BerNode,
  algorithm: BerNode,
  { fileName, budget }: Pkcs12Options,
): (password: PasswordForms, content: Buffer) => Promise<Buffer> {
  const id = readOid(childAt(algorithm, 0));
  if (id === OID.pbmac1) return pbmac1(childAt(algorithm, 1), { fileName, budget });
  const digest = DIGEST_BY_OID[id];
  if (digest === undefined) throw unknownEncryption(fileName, id);
  const salt = readOctets(childAt(macData, 1));
  const rounds = macData.children[2] === undefined ? 1 : readSmallInteger(macData.children[2]);
  return async (password, content) => {
    const size = createHmac(digest, '').digest().length;
    const key = await derivePkcs12(digest, password.bmp, salt, rounds, PURPOSE.mac, size, budget);
    return createHmac(digest, key).update(content).digest();
  };
}

/** RFC 9579: the MAC key is derived with PBKDF2, as FIPS requires; the salt and rounds of MacData are ignored. */
function pbmac1(
  parameters: BerNode,
  { fileName, budget }: { readonly fileName: string; readonly budget: DerivationBudget },
): (password: PasswordForms, content: Buffer) => Promise<Buffer> {
  const derivation = childAt(parameters, 0);
  const hmacId = readOid(childAt(childAt(parameters, 1), 0));
  const digest = HMAC_BY_OID[hmacId];
  if (digest === undefined || readOid(childAt(derivation, 0)) !== OID.pbkdf2) {
    throw unknownEncryption(fileName, hmacId);
  }
  const derive = readPbkdf2(childAt(derivation, 1), createHmac(digest, '').digest().length);
  return async (password, content) => {
    const key = await derive(password.octets[0] ?? Buffer.alloc(0), budget);
    return createHmac(digest, key).update(content).digest();
  };
}

interface WalkerOptions extends Pkcs12Options {
  /** The file has a MAC, and the password made it. */
  readonly passwordIsProved: boolean;
}

class Pkcs12Walker {
  readonly #options: WalkerOptions;
  #candidates: readonly PasswordForms[];
  readonly #certificates: Certificate[] = [];
  readonly #privateKeys: PrivateKey[] = [];
  readonly #problems: Error[] = [];
  #legacy: LegacyEncryption | null = null;
  #sealedParts = 0;
  #openedParts = 0;

  constructor(candidates: readonly PasswordForms[], options: WalkerOptions) {
    this.#candidates = candidates;
    this.#options = options;
  }

  async authenticatedSafe(safe: BerNode): Promise<void> {
    for (const info of safe.children) {
      await this.#collectProblems(async () => {
        const contents = await this.#contents(info);
        if (contents !== undefined) await this.#safeContents(readBer(contents), 0);
      });
    }
  }

  finish(): Pkcs12Contents {
    // Without a MAC, a wrong password only shows when no encrypted part can be opened.
    if (this.#sealedParts > 0 && this.#openedParts === 0 && this.#problems.every(isWrongPassword)) {
      throw passwordError(this.#options);
    }
    return {
      certificates: this.#certificates,
      privateKeys: this.#privateKeys,
      legacyEncryption: this.#legacy,
      problems: this.#problems,
    };
  }

  async #contents(info: BerNode): Promise<Buffer | undefined> {
    const type = readOid(childAt(info, 0));
    const content = childAt(childAt(info, 1), 0);
    if (type === OID.data) return readOctets(content);
    if (type !== OID.encryptedData) throw new UnknownAlgorithmError(type);
    const encrypted = childAt(content, 1);
    const cipherText = encrypted.children.find((part) => isContext(part, 0));
    return this.#open(childAt(encrypted, 1), readOctets(cipherText));
  }

  async #open(algorithm: BerNode, cipherText: Buffer): Promise<Buffer> {
    this.#sealedParts++;
    const scheme = readEncryptionScheme(algorithm);
    this.#legacy = olderOf(this.#legacy, scheme.legacy);
    for (const candidate of this.#candidates) {
      const plain = await scheme.open(cipherText, candidate, looksLikeSequence, this.#options.budget);
      if (plain === undefined) continue;
      this.#openedParts++;
      this.#candidates = [candidate];
      return plain;
    }
    throw new WrongPasswordError();
  }

  async #safeContents(contents: BerNode, depth: number): Promise<void> {
    if (depth > MAX_SAFE_DEPTH) throw new BerError('too-deep', 'safe contents are nested too deeply');
    for (const bag of contents.children) {
      await this.#collectProblems(() => this.#bag(bag, depth));
    }
  }

  async #bag(bag: BerNode, depth: number): Promise<void> {
    const value = childAt(childAt(bag, 1), 0);
    const friendlyName = readFriendlyName(bag.children[2]);
    switch (readOid(childAt(bag, 0))) {
      case OID.keyBag:
        await this.#key(async () => readPrivateKey(value.encoded, 'pkcs8', { friendlyName }));
        break;
      case OID.shroudedKeyBag:
        await this.#key(async () => {
          const plain = await this.#open(childAt(value, 0), readOctets(childAt(value, 1)));
          return readPrivateKey(plain, 'pkcs8', { friendlyName, wasEncrypted: true });
        });
        break;
      case OID.certBag:
        if (readOid(childAt(value, 0)) !== OID.x509Certificate) break;
        this.#certificates.push(
          readCertificate(readBer(readOctets(childAt(childAt(value, 1), 0))), friendlyName),
        );
        break;
      case OID.safeContentsBag:
        await this.#safeContents(value, depth + 1);
        break;
      default:
      // Secrets, revocation lists and private bag types are not push credentials.
    }
  }

  async #key(read: () => Promise<PrivateKey>): Promise<void> {
    try {
      this.#privateKeys.push(await read());
    } catch (thrown) {
      // The MAC has proved the password, so it is the key that is damaged or has a password of its own.
      const isProved = thrown instanceof WrongPasswordError && this.#options.passwordIsProved;
      throw thrown instanceof BerError || isCryptoError(thrown) || isProved
        ? new UnreadableKeyError(thrown)
        : thrown;
    }
  }

  /** Collects the problem of one part and continues with the next; a cancelled read ends at once. */
  async #collectProblems(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!isPartProblem(thrown)) throw thrown;
      this.#problems.push(thrown);
    }
  }
}

/** One encrypted part cannot be opened, though others may: with keytool a key can have its own password. */
export class WrongPasswordError extends Error {
  override readonly name = 'WrongPasswordError';
}

const isWrongPassword = (problem: Error): boolean => problem instanceof WrongPasswordError;

/** True for a problem of one part. An AppError (too much work, cancelled) concerns the whole file. */
function isPartProblem(thrown: unknown): thrown is Error {
  return (
    thrown instanceof BerError ||
    thrown instanceof UnknownAlgorithmError ||
    thrown instanceof UnsupportedKeyError ||
    thrown instanceof UnreadableKeyError ||
    thrown instanceof WrongPasswordError ||
    isCryptoError(thrown)
  );
}

/** node:crypto rejects a damaged key with an OpenSSL code (`ERR_OSSL_…`); BoringSSL uses other prefixes. */
function isCryptoError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_');
}

function passwordError({ fileName, password }: Pkcs12Options): Error {
  return password === undefined ? passwordRequired(fileName) : wrongPassword(fileName);
}

function looksLikeSequence(plain: Buffer): boolean {
  try {
    return isUniversal(readBer(plain), TAG.sequence);
  } catch {
    return false;
  }
}

function readFriendlyName(attributes: BerNode | undefined): string | null {
  for (const attribute of attributes?.children ?? []) {
    const [type, values] = attribute.children;
    if (!isUniversal(type, TAG.oid) || readOid(type) !== OID.friendlyName) continue;
    const [value] = values?.children ?? [];
    return (value === undefined ? undefined : readString(value)) ?? null;
  }
  return null;
}
