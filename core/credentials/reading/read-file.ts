import { setImmediate } from 'node:timers/promises';
import { FILE_LIMITS } from '#shared/contract/message-limits';
import type { NamedBytes } from '#shared/credentials/credential-files';
import type { ContainerFormat } from '#shared/credentials/inspection';
import { AppError } from '#shared/errors';
import { BerError, type BerNode, readBer } from '../asn1/ber-reader.js';
import { childAt, isContext, isUniversal, readOctets, readOid, TAG } from '../asn1/ber-values.js';
import { OID } from '../asn1/oids.js';
import { type LegacyEncryption, legacyOf, olderOf } from '../encryption/ciphers.js';
import { DerivationBudget } from '../encryption/derivation-budget.js';
import { readEncryptionScheme, UnknownAlgorithmError } from '../encryption/encryption-scheme.js';
import { openLegacyPem, readDekInfo } from '../encryption/legacy-pem.js';
import { passwordCandidates } from '../encryption/password-forms.js';
import * as errors from '../material/credential-errors.js';
import { type Certificate, readCertificate } from './certificate.js';
import { type CertificateRequest, readCertificateRequest } from './certificate-request.js';
import { type DerKind, derKindOf } from './der-kind.js';
import * as foreign from './foreign-formats.js';
import { readPkcs12, WrongPasswordError } from './pkcs12.js';
import { type PrivateKey, readPrivateKey, UnreadableKeyError, UnsupportedKeyError } from './private-key.js';
import { NO_STATED_IDS, readStatedIds, type StatedIds } from './stated-ids.js';
import { decodeText, findTextBlocks, type TextBlock } from './text-blocks.js';

/** Everything useful in one file, in file order, without duplicates. */
export interface FileContents {
  readonly fileName: string;
  readonly container: ContainerFormat;
  readonly certificates: readonly Certificate[];
  readonly privateKeys: readonly PrivateKey[];
  readonly requests: readonly CertificateRequest[];
  /** The oldest cipher that any part was encrypted with; `null` if all are current. */
  readonly legacyEncryption: LegacyEncryption | null;
  /** Why a private key in it cannot be read, beside one that can. */
  readonly unreadableKey: AppError | null;
  /** What the text around an APNs key says of it. */
  readonly statedIds: StatedIds;
}

export interface ReadOptions {
  /** An absent password differs from an empty one: without it, an encrypted file asks for one. */
  readonly password?: string;
  /** Aborts reading with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Far more than needed: a certificate has 2 KiB, a .p12 with its chain 10. Unit: bytes. */
export const MAX_FILE_BYTES = FILE_LIMITS.credential.each;

const MAX_PARTS = 1_000;
const PARTS_PER_TURN = 25;

const NO_DER = new BerError('malformed', 'a private key is no DER');
/** A block without its END line. */
const CUT = new BerError('truncated', 'a private key has no end');

/**
 * Reads any file that contains certificates, keys or requests: PKCS#12, PEM, DER or bare base64, with any
 * surrounding text. The content decides; the name is only used in messages.
 *
 * @throws AppError of the credential family, `cancelled`.
 */
export async function readCredentialFile(file: NamedBytes, options: ReadOptions = {}): Promise<FileContents> {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  if (bytes.length > MAX_FILE_BYTES) throw errors.fileTooLarge(file.name, bytes.length, MAX_FILE_BYTES);
  const reader = new CredentialFileReader(file.name, options);
  try {
    await reader.file(bytes);
  } catch (thrown) {
    throw toCredentialError(file.name, thrown);
  }
  return reader.finish();
}

class CredentialFileReader {
  readonly #fileName: string;
  readonly #password: string | undefined;
  readonly #budget: DerivationBudget;
  readonly #certificates = new Map<string, Certificate>();
  readonly #privateKeys = new Map<string, PrivateKey>();
  readonly #requests: CertificateRequest[] = [];
  readonly #problems: unknown[] = [];
  #container: ContainerFormat = 'der';
  #hasPublicKey = false;
  #legacy: LegacyEncryption | null = null;
  #statedIds = NO_STATED_IDS;

  constructor(fileName: string, options: ReadOptions) {
    this.#fileName = fileName;
    this.#password = options.password;
    this.#budget = new DerivationBudget(options.signal);
  }

  async file(bytes: Buffer): Promise<void> {
    if (isBlank(bytes)) throw errors.emptyFile(this.#fileName);
    this.#throwIfForeign(foreign.recogniseForeignBinary(bytes));
    let problem: BerError | undefined;
    try {
      if (await this.#binary(bytes)) return;
    } catch (thrown) {
      if (!(thrown instanceof BerError)) throw thrown;
      problem = thrown;
    }
    const text = decodeText(bytes);
    if (text !== undefined && (await this.#text(text, true))) return;
    throw looksBinary(bytes) && problem !== undefined ? problem : errors.notACredential(this.#fileName);
  }

  finish(): FileContents {
    const hasKey = this.#privateKeys.size > 0;
    const problem = this.#problems.find(isKeyProblem);
    const unreadableKey = problem === undefined ? null : toCredentialError(this.#fileName, problem);
    // A key that is of no use to the certificates beside it does not make up for the one that is not read.
    if (unreadableKey !== null && !this.#hasFittingKey()) throw unreadableKey;
    if (!hasKey && this.#certificates.size === 0 && this.#requests.length === 0) {
      if (this.#problems.length > 0) throw toCredentialError(this.#fileName, this.#problems[0]);
      throw this.#hasPublicKey ? errors.publicKeyOnly(this.#fileName) : errors.notACredential(this.#fileName);
    }
    return {
      fileName: this.#fileName,
      container: this.#container,
      certificates: [...this.#certificates.values()],
      privateKeys: [...this.#privateKeys.values()],
      requests: this.#requests,
      legacyEncryption: this.#legacy,
      unreadableKey,
      statedIds: this.#statedIds,
    };
  }

  #hasFittingKey(): boolean {
    if (this.#certificates.size === 0) return this.#privateKeys.size > 0;
    return [...this.#certificates.values()].some(({ facts }) => this.#privateKeys.has(facts.spkiSha256));
  }

  /** Reads one or several consecutive DER structures. @returns false if the first is unknown. */
  async #binary(bytes: Buffer): Promise<boolean> {
    let rest = bytes;
    for (let part = 0; part < MAX_PARTS; part++) {
      if (part > 0 && rest[0] !== 0x30) return true;
      const root = part === 0 ? readBer(rest) : tryReadBer(rest);
      const kind = root === undefined ? 'unknown' : derKindOf(root);
      // Trailing bytes that are not a structure were left by a download or a transfer.
      if (root === undefined || kind === 'unknown') return part > 0;
      await this.#collectProblems(part, () => this.#structure(root, kind));
      rest = rest.subarray(root.encoded.length);
    }
    return true;
  }

  /** @param outermost - True for the text of the file itself, false for decoded base64 inside it. */
  async #text(text: string, outermost: boolean): Promise<boolean> {
    if (text.trim() === '') throw errors.emptyFile(this.#fileName);
    const { blocks, unfinished } = findTextBlocks(text);
    const unreadKeys: Error[] = unfinished.some(isKeyLabel) ? [new UnreadableKeyError(CUT)] : [];
    let recognised = 0;
    for (const [index, block] of blocks.slice(0, MAX_PARTS).entries()) {
      await this.#collectProblems(index, async () => {
        if (await this.#block(block, outermost)) recognised++;
        else if (isKeyLabel(block.label)) unreadKeys.push(unreadKey(block.label));
      });
    }
    if (recognised > 0) this.#problems.push(...unreadKeys);
    if (recognised > 0 || this.#problems.length > 0) {
      this.#statedIds = readStatedIds(text);
      if (this.#container !== 'pkcs12') this.#container = blocks[0]?.label === '' ? 'base64' : 'pem';
      return true;
    }
    this.#throwIfForeign(foreign.recogniseForeignText(text));
    if (unfinished.length > 0) throw errors.truncated(this.#fileName);
    if (unreadKeys.length > 0) throw toCredentialError(this.#fileName, unreadKeys[0]);
    return false;
  }

  async #block(block: TextBlock, outermost: boolean): Promise<boolean> {
    if (!isKeyLabel(block.label)) return this.#blockOf(block, outermost);
    return this.#keyPart(() => this.#blockOf(block, outermost));
  }

  async #blockOf({ label, headers, bytes }: TextBlock, outermost: boolean): Promise<boolean> {
    const dek = headers['dek-info'];
    if (dek !== undefined) {
      await this.#legacyKey(dek, label, bytes);
      return true;
    }
    const root = looksBinary(bytes) ? readBer(bytes) : undefined;
    const kind = root === undefined ? 'unknown' : derKindOf(root);
    if (root !== undefined && kind !== 'unknown') {
      await this.#structure(root, kind);
      return true;
    }
    if (label !== '') return false;
    // CI secrets are often a whole PEM file in base64.
    this.#throwIfForeign(foreign.recogniseForeignBinary(bytes));
    const inner = outermost ? decodeText(bytes) : undefined;
    return inner !== undefined && (await this.#text(inner, false));
  }

  async #structure(root: BerNode, kind: DerKind): Promise<void> {
    switch (kind) {
      case 'pkcs12': {
        this.#container = 'pkcs12';
        const contents = await readPkcs12(root, {
          fileName: this.#fileName,
          password: this.#password,
          budget: this.#budget,
        });
        contents.certificates.forEach((certificate) => this.#keepCertificate(certificate));
        contents.privateKeys.forEach((key) => this.#keepKey(key));
        this.#problems.push(...contents.problems);
        this.#legacy = olderOf(this.#legacy, contents.legacyEncryption);
        break;
      }
      case 'certificate':
        this.#keepCertificate(readCertificate(root));
        break;
      case 'certificate-request':
        this.#requests.push(readCertificateRequest(root));
        break;
      case 'pkcs8':
      case 'pkcs1':
      case 'sec1':
        await this.#keyPart(async () => this.#keepKey(readPrivateKey(root.encoded, kind)));
        break;
      case 'encrypted-pkcs8':
        await this.#keyPart(() => this.#encryptedKey(root));
        break;
      case 'dsa-key':
        throw new UnsupportedKeyError('DSA');
      case 'public-key':
        this.#hasPublicKey = true;
        break;
      case 'cms':
        this.#cms(root);
        break;
      case 'revocation-list':
        this.#throwIfForeign(foreign.REVOCATION_LIST);
        break;
      case 'unknown':
        break;
    }
  }

  async #encryptedKey(root: BerNode): Promise<void> {
    const scheme = readEncryptionScheme(childAt(root, 0));
    const cipherText = readOctets(childAt(root, 1));
    this.#legacy = olderOf(this.#legacy, scheme.legacy);
    for (const candidate of passwordCandidates(this.#password)) {
      const plain = await scheme.open(cipherText, candidate, isPkcs8, this.#budget);
      if (plain === undefined) continue;
      this.#keepKey(readPrivateKey(plain, 'pkcs8', { wasEncrypted: true }));
      return;
    }
    throw this.#passwordError();
  }

  async #legacyKey(dekInfo: string, label: string, bytes: Buffer): Promise<void> {
    const dek = readDekInfo(dekInfo);
    this.#legacy = olderOf(this.#legacy, legacyOf(dek.cipher));
    if (this.#password === undefined) throw this.#passwordError();
    for (const candidate of passwordCandidates(this.#password)) {
      const plain = await openLegacyPem(dek, bytes, candidate);
      if (plain === undefined) continue;
      const root = tryReadBer(plain);
      const kind = root === undefined ? 'unknown' : derKindOf(root);
      if (kind === 'dsa-key' || label.startsWith('DSA')) throw new UnsupportedKeyError('DSA');
      if (root === undefined || (kind !== 'pkcs1' && kind !== 'sec1' && kind !== 'pkcs8')) continue;
      this.#keepKey(readPrivateKey(root.encoded, kind, { wasEncrypted: true }));
      return;
    }
    throw this.#passwordError();
  }

  /** Reads a bundle of certificates (`.p7b`). A provisioning profile is recognised by its signed contents. */
  #cms(root: BerNode): void {
    if (readOid(childAt(root, 0)) !== OID.signedData) this.#throwIfForeign(foreign.CMS_WITHOUT_CERTIFICATES);
    const parts = childAt(childAt(root, 1), 0).children;
    const signed = parts.find((part) => isUniversal(part, TAG.sequence));
    if (signed?.contents.includes('<plist') === true) this.#throwIfForeign(foreign.PROVISIONING_PROFILE);
    const certificates = parts.find((part) => isContext(part, 0))?.children ?? [];
    if (certificates.length === 0) this.#throwIfForeign(foreign.CMS_WITHOUT_CERTIFICATES);
    for (const certificate of certificates) this.#keepCertificate(readCertificate(certificate));
  }

  #keepCertificate(certificate: Certificate): void {
    if (!this.#certificates.has(certificate.facts.sha256)) {
      this.#certificates.set(certificate.facts.sha256, certificate);
    }
  }

  #keepKey(key: PrivateKey): void {
    if (!this.#privateKeys.has(key.facts.spkiSha256)) this.#privateKeys.set(key.facts.spkiSha256, key);
  }

  /** Remembers of a failure that it was a private key's. */
  async #keyPart<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      throw isKeyProblem(thrown) || thrown instanceof AppError ? thrown : new UnreadableKeyError(thrown);
    }
  }

  /** One part that cannot be read must not hide the others; the whole reading ends only for good reasons. */
  async #collectProblems(index: number, work: () => Promise<void>): Promise<void> {
    if (index > 0 && index % PARTS_PER_TURN === 0) await setImmediate();
    this.#budget.checkCancelled();
    try {
      await work();
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'cancelled') throw thrown;
      this.#problems.push(thrown);
    }
  }

  #passwordError(): AppError {
    return this.#password === undefined
      ? errors.passwordRequired(this.#fileName)
      : errors.wrongPassword(this.#fileName);
  }

  #throwIfForeign(format: errors.ForeignFormat | undefined): void {
    if (format !== undefined) throw errors.unsupportedFormat(this.#fileName, format);
  }
}

/** Converts an error of reading to an error of the file; an AppError is returned unchanged. */
function toCredentialError(fileName: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof UnreadableKeyError) {
    if (thrown.cause instanceof WrongPasswordError) return errors.keyNotOpened(fileName);
    const isCut = thrown.cause instanceof BerError && thrown.cause.problem === 'truncated';
    return errors.damagedKey(fileName, isCut, thrown.cause);
  }
  if (thrown instanceof UnsupportedKeyError) return errors.unsupportedKey(fileName, thrown.kind, thrown);
  if (thrown instanceof UnknownAlgorithmError) {
    return errors.unknownEncryption(fileName, thrown.algorithm, thrown);
  }
  if (thrown instanceof WrongPasswordError) return errors.wrongPassword(fileName);
  if (thrown instanceof BerError && thrown.problem === 'truncated') return errors.truncated(fileName, thrown);
  return errors.corrupted(fileName, thrown);
}

/** True for a problem that explains why there is no private key, and so is more helpful than “only a certificate”. */
function isKeyProblem(problem: unknown): boolean {
  return (
    problem instanceof UnreadableKeyError ||
    problem instanceof UnsupportedKeyError ||
    problem instanceof UnknownAlgorithmError ||
    (problem instanceof AppError && problem.code !== 'unsupported-format') ||
    problem instanceof WrongPasswordError
  );
}

/** `PRIVATE KEY`, `EC PRIVATE KEY`, `ENCRYPTED PRIVATE KEY` and what else there is. */
function isKeyLabel(label: string): boolean {
  return label.endsWith('PRIVATE KEY');
}

function unreadKey(label: string): Error {
  return label.startsWith('OPENSSH') ? new UnsupportedKeyError('OpenSSH') : new UnreadableKeyError(NO_DER);
}

function isPkcs8(plain: Buffer): boolean {
  const root = tryReadBer(plain);
  return root !== undefined && derKindOf(root) === 'pkcs8';
}

function tryReadBer(bytes: Buffer): BerNode | undefined {
  try {
    return readBer(bytes);
  } catch {
    return undefined;
  }
}

/** True if the bytes start like an ASN.1 SEQUENCE. */
function looksBinary(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && bytes.length > 8;
}

function isBlank(bytes: Buffer): boolean {
  const blanks = [0x00, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0xfe, 0xff];
  return bytes.length < 64 ? bytes.every((octet) => blanks.includes(octet)) : false;
}
