import { apnsKeyAbilities, certificateAbilities } from '#shared/credentials/abilities';
import { describeExpiry, expiryState } from '#shared/credentials/expiry';
import type {
  CredentialKind,
  Inspection,
  InspectionWarning,
  InspectionWarningCode,
  KeyFacts,
} from '#shared/credentials/inspection';
import type { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { LocalizedText } from '#shared/text/localized-text';
import type { LegacyEncryption } from '../encryption/ciphers.js';
import * as errors from '../material/credential-errors.js';
import type { Certificate } from '../reading/certificate.js';
import { publicKeyFacts } from '../reading/private-key.js';
import type { FileContents } from '../reading/read-file.js';
import { apnsKeyIds, type GivenIds, isMeantAsApnsKey, mayBeApnsKey } from './apns-key.js';
import { chainOf, pairByPublicKey } from './pair-by-public-key.js';

/** The input of an inspection, from a file or from the vault. */
export interface InspectionSubject {
  readonly kind: CredentialKind;
  readonly container: Inspection['container'];
  readonly key: KeyFacts | null;
  /** The leaf first. */
  readonly certificates: readonly Certificate[];
  readonly keyId: string | null;
  /** The subject of a certificate request. */
  readonly subject?: string;
  readonly legacyEncryption: LegacyEncryption | null;
  /** Why another private key of the file cannot be read. */
  readonly unreadableKey?: AppError | null;
  /** Of a certificate request; `null` where its algorithm is not known. */
  readonly isRequestSigned?: boolean | null;
  /** Number of different identities in the file. */
  readonly identityCount: number;
}

const LEGACY_WORDS: Readonly<Record<LegacyEncryption, LocalizedText>> = {
  'needs-legacy': {
    en: 'It is encrypted with an outdated cipher (RC2, RC4 or DES); OpenSSL 3 refuses it without -legacy.',
    zh: '该文件使用了过时的加密算法（RC2、RC4 或 DES）；OpenSSL 3 不加 -legacy 将拒绝读取。',
  },
  outdated: {
    en: 'It is encrypted with 3DES, an outdated cipher. Today’s tools still open it; AES-256 is better.',
    zh: '该文件使用了过时的 3DES 加密。目前的工具仍可打开，但建议改用 AES-256。',
  },
};

/** Current TLS stacks refuse smaller RSA keys. Unit: bits. */
const MIN_RSA_BITS = 2048;

/**
 * Inspects the contents of a file.
 *
 * @param nowMs - Unix time in milliseconds.
 * @param given - The IDs of an APNs key, where they were given beside the file.
 * @throws AppError `key-certificate-mismatch`, `unsupported-key`, `no-private-key`, `bad-signing-identity`.
 */
export function inspectContents(contents: FileContents, nowMs: number, given: GivenIds = {}): Inspection {
  return buildInspection(subjectOf(contents, nowMs, given), nowMs);
}

function subjectOf(contents: FileContents, nowMs: number, given: GivenIds): InspectionSubject {
  const { fileName, container, certificates, privateKeys, requests, legacyEncryption, unreadableKey } =
    contents;
  const common = { container, legacyEncryption, unreadableKey, keyId: null, identityCount: 0 };
  const meantAsApnsKey = isMeantAsApnsKey(contents, given);
  const { identities, unpairedKeys, unpairedCertificates } = pairByPublicKey(
    certificates,
    privateKeys,
    nowMs,
  );
  const [identity] = identities;
  if (identity !== undefined) {
    const { leaf, chain, key } = identity;
    const others = certificates.filter((certificate) => certificate !== leaf && !chain.includes(certificate));
    const identityCount = new Set(identities.map(({ key: { facts } }) => facts.spkiSha256)).size;
    return {
      ...common,
      kind: 'identity',
      key: key.facts,
      certificates: [leaf, ...chain, ...others],
      identityCount,
    };
  }
  const [key] = unpairedKeys;
  if (key !== undefined) {
    const stranger = unpairedCertificates.find(({ isAuthority }) => !isAuthority);
    if (stranger !== undefined) {
      throw errors.keyMismatch(fileName, stranger.facts.spkiSha256, key.facts.spkiSha256);
    }
    const isApnsKey = mayBeApnsKey(contents, given);
    if (meantAsApnsKey && unpairedKeys.length > 1) throw errors.severalKeys(fileName, unpairedKeys.length);
    // Apple never encrypts an APNs key, while others call an encrypted PKCS#8 key `.p8` as well.
    if (!isApnsKey && ((meantAsApnsKey && !key.wasEncrypted) || isForeignCurve(key.facts))) {
      throw errors.notAnApnsKey(fileName, describeKey(key.facts));
    }
    return {
      ...common,
      kind: isApnsKey ? 'apns-key' : 'private-key',
      key: key.facts,
      certificates: unpairedCertificates,
      keyId: isApnsKey ? apnsKeyIds(contents, given).keyId : null,
    };
  }
  const [leaf] = unpairedCertificates;
  if (leaf !== undefined) {
    if (meantAsApnsKey) throw errors.certificateInsteadOfKey(fileName);
    const chain = chainOf(leaf, certificates);
    const others = unpairedCertificates.filter((other) => other !== leaf && !chain.includes(other));
    return {
      ...common,
      kind: 'certificate',
      key: safeKeyFacts(leaf),
      certificates: [leaf, ...chain, ...others],
    };
  }
  const [request] = requests;
  return {
    ...common,
    kind: 'certificate-request',
    key: request?.key ?? null,
    certificates: [],
    ...(request !== undefined && { subject: request.subject, isRequestSigned: request.isSigned }),
  };
}

/** Apple signs RSA and P-256; a lone key on another curve can only be a mistaken APNs key. */
function isForeignCurve({ algorithm, curve }: KeyFacts): boolean {
  return algorithm === 'EC' && curve !== 'P-256';
}

function describeKey({ algorithm, bits, curve }: KeyFacts): string {
  return algorithm === 'RSA' ? `${bits}-bit RSA` : `EC ${curve ?? ''}`;
}

function safeKeyFacts(certificate: Certificate): KeyFacts | null {
  try {
    return publicKeyFacts(certificate.spki);
  } catch {
    // A certificate with an unusual key is still worth showing.
    return null;
  }
}

/** Builds an inspection: the facts with warnings and abilities. */
export function buildInspection(subject: InspectionSubject, nowMs: number): Inspection {
  const { kind, container, key, certificates, keyId } = subject;
  const [leaf] = certificates;
  const isCertified = kind === 'identity' || kind === 'certificate';
  return {
    kind,
    container,
    key,
    certificates: certificates.map(({ facts }) => facts),
    keyId,
    ...omitUndefined({ subject: subject.subject }),
    warnings: [...warningsOf(subject, isCertified ? leaf : undefined, nowMs)],
    abilities: abilitiesOf(kind, leaf),
  };
}

function abilitiesOf(kind: CredentialKind, leaf: Certificate | undefined): readonly LocalizedText[] {
  if (kind === 'apns-key') return apnsKeyAbilities();
  if ((kind === 'identity' || kind === 'certificate') && leaf !== undefined)
    return certificateAbilities(leaf.facts);
  return [];
}

function* warningsOf(
  subject: InspectionSubject,
  leaf: Certificate | undefined,
  nowMs: number,
): Generator<InspectionWarning> {
  if (leaf !== undefined) yield* certificateWarnings(leaf, nowMs);
  if (subject.kind === 'certificate') {
    yield warning('no-private-key', {
      en: 'It contains no private key, so it cannot be used to send by itself.',
      zh: '其中没有私钥，因此无法单独用于发送。',
    });
  }
  if (subject.kind === 'apns-key' && subject.keyId === null) {
    yield warning('key-id-unknown', {
      en: 'Its key ID is not in the file; Apple puts it in the file name, AuthKey_<key ID>.p8.',
      zh: '文件中不包含密钥 ID；Apple 将其写在文件名中：AuthKey_<密钥 ID>.p8。',
    });
  }
  if (subject.key?.algorithm === 'RSA' && subject.key.bits < MIN_RSA_BITS) {
    yield warning('weak-key', {
      en: `Its RSA key has only ${subject.key.bits} bits; current TLS requires at least ${MIN_RSA_BITS}.`,
      zh: `其 RSA 密钥仅 ${subject.key.bits} 位，目前的 TLS 要求至少 ${MIN_RSA_BITS} 位。`,
    });
  }
  if (subject.identityCount > 1) {
    yield warning('multiple-identities', {
      en: `It contains ${subject.identityCount} identities; the first valid push certificate is used.`,
      zh: `其中包含 ${subject.identityCount} 个身份，将使用第一个有效的推送证书。`,
    });
  }
  if (subject.unreadableKey) {
    yield warning('unreadable-key', {
      en: `Another private key in it cannot be read: ${subject.unreadableKey.text.en}`,
      zh: `其中另一个私钥无法读取：${subject.unreadableKey.text.zh}`,
    });
  }
  if (subject.isRequestSigned === false) {
    yield warning('request-signature-invalid', {
      en: 'Its signature is wrong: it was not made with its own key, or it was changed. An authority refuses it.',
      zh: '其签名无效：并非用自身的私钥签署，或内容已被改动。证书颁发机构会拒绝它。',
    });
  }
  if (subject.legacyEncryption !== null)
    yield warning('legacy-encryption', LEGACY_WORDS[subject.legacyEncryption]);
}

function* certificateWarnings(leaf: Certificate, nowMs: number): Generator<InspectionWarning> {
  const { notBeforeMs, notAfterMs, facts } = leaf;
  const state = expiryState(notBeforeMs, notAfterMs, nowMs);
  if (state !== 'valid') {
    const words = describeExpiry(notBeforeMs, notAfterMs, nowMs);
    yield warning(state, { en: `The certificate ${words.en}.`, zh: `该证书${words.zh}。` });
  }
  if (facts.pushKind === null) {
    yield warning('not-a-push-certificate', {
      en: 'It is not a push certificate: it names no topic and no environment of APNs.',
      zh: '这不是推送证书：其中没有 APNs 主题或环境。',
    });
    return;
  }
  if (facts.environments.length !== 1) return;
  yield facts.environments[0] === 'sandbox'
    ? warning('sandbox-only', {
        en: 'It works with the sandbox only, not for apps from TestFlight or the App Store.',
        zh: '仅适用于沙盒环境，不能用于 TestFlight 或 App Store 版本的 App。',
      })
    : warning('production-only', {
        en: 'It works with production only, not for apps that were installed from Xcode.',
        zh: '仅适用于生产环境，不能用于通过 Xcode 安装的 App。',
      });
}

function warning(code: InspectionWarningCode, message: LocalizedText): InspectionWarning {
  return { code, message };
}
