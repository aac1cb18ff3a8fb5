import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyFacts } from '#shared/credentials/inspection';
import { type BerNode, readBer } from '../asn1/ber-reader.js';
import { childAt, isContext, isUniversal, readBits, readOid, TAG } from '../asn1/ber-values.js';
import { OID } from '../asn1/oids.js';

/** A parsed private key, normalised to PKCS#8. */
export interface PrivateKey {
  readonly facts: KeyFacts;
  /** PKCS#8, unencrypted. A secret. */
  readonly pkcs8: Buffer;
  /** Its format in the file. An APNs key is always PKCS#8. */
  readonly writtenAs: 'pkcs8' | 'pkcs1' | 'sec1';
  /** True if it was encrypted with a password. */
  readonly wasEncrypted: boolean;
  readonly friendlyName: string | null;
}

/** A key type that neither APNs nor its certificates use. */
export class UnsupportedKeyError extends Error {
  override readonly name = 'UnsupportedKeyError';
  readonly kind: string;

  constructor(kind: string) {
    super(`unsupported key: ${kind}`);
    this.kind = kind;
  }
}

/** A private key that is there and cannot be read. It is said, since "holds no key" would be wrong. */
export class UnreadableKeyError extends Error {
  override readonly name = 'UnreadableKeyError';

  /** @param cause - What its reading failed with. */
  constructor(cause: unknown) {
    super('a private key cannot be read', { cause });
  }
}

const UNSUPPORTED_BY_OID: Readonly<Record<string, string>> = {
  [OID.rsaPss]: 'RSA-PSS',
  [OID.dsa]: 'DSA',
  [OID.x25519]: 'X25519',
  [OID.x448]: 'X448',
  [OID.ed25519]: 'Ed25519',
  [OID.ed448]: 'Ed448',
  '1.2.840.113549.1.3.1': 'Diffie-Hellman',
  '1.2.840.10046.2.1': 'Diffie-Hellman',
};

const SUPPORTED_OIDS: readonly string[] = [OID.rsaEncryption, OID.ecPublicKey];

/** Curves by their OpenSSL name, with their common name. Size: bits. */
const CURVES: Readonly<Record<string, { readonly name: string; readonly bits: number }>> = {
  prime256v1: { name: 'P-256', bits: 256 },
  secp256k1: { name: 'secp256k1', bits: 256 },
  secp224r1: { name: 'P-224', bits: 224 },
  secp384r1: { name: 'P-384', bits: 384 },
  secp521r1: { name: 'P-521', bits: 521 },
};

/**
 * Reads an unencrypted private key.
 *
 * @throws {@link UnsupportedKeyError} for keys other than RSA and EC and for unknown curves; the error of
 * node:crypto for a damaged key.
 */
export function readPrivateKey(
  der: Buffer,
  writtenAs: PrivateKey['writtenAs'],
  origin: { readonly wasEncrypted?: boolean; readonly friendlyName?: string | null } = {},
): PrivateKey {
  if (writtenAs === 'pkcs8') throwIfUnsupported(childAt(readBer(der), 1));
  const key = openKey(
    () => createPrivateKey({ key: der, format: 'der', type: writtenAs }),
    curveOf(der, writtenAs),
  );
  const publicDer = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    facts: keyFacts(key, publicDer),
    pkcs8: key.export({ type: 'pkcs8', format: 'der' }),
    writtenAs,
    wasEncrypted: origin.wasEncrypted ?? false,
    friendlyName: origin.friendlyName ?? null,
  };
}

/** Facts of a public key. @throws {@link UnsupportedKeyError} */
export function publicKeyFacts(spki: Buffer): KeyFacts {
  const algorithm = childAt(readBer(spki), 0);
  throwIfUnsupported(algorithm);
  const key = openKey(
    () => createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    algorithm.children[1],
  );
  return keyFacts(key, spki);
}

/**
 * SHA-256 of a SubjectPublicKeyInfo, hex: what a key and its certificate have in common. An EC point is hashed in its
 * ordinary form, so that a compressed one and a curve that is spelled out are the same key as elsewhere.
 */
export function spkiFingerprint(spki: Buffer): string {
  return createHash('sha256').update(ordinarySpki(spki)).digest('hex');
}

/** First octet of a point with both coordinates (SEC 1 §2.3.3). */
const UNCOMPRESSED = 4;

function ordinarySpki(spki: Buffer): Buffer {
  try {
    const [algorithm, point] = readBer(spki).children;
    const [type, curve] = algorithm?.children ?? [];
    if (readOid(type) !== OID.ecPublicKey) return spki;
    if (isUniversal(curve, TAG.oid) && readBits(point)[0] === UNCOMPRESSED) return spki;
    const jwk = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  } catch {
    // A key that cannot be read is told from others by its octets.
    return spki;
  }
}

function throwIfUnsupported(algorithm: BerNode): void {
  const id = readOid(childAt(algorithm, 0));
  if (!SUPPORTED_OIDS.includes(id)) throw new UnsupportedKeyError(UNSUPPORTED_BY_OID[id] ?? `OID ${id}`);
}

/** Where the curve of an EC key stands. */
function curveOf(der: Buffer, writtenAs: PrivateKey['writtenAs']): BerNode | undefined {
  const root = readBer(der);
  if (writtenAs === 'pkcs8') return childAt(root, 1).children[1];
  return root.children.find((part) => isContext(part, 0))?.children[0];
}

/** OpenSSL says of a curve that it does not know no more than of a damaged key. */
function openKey(open: () => KeyObject, curve: BerNode | undefined): KeyObject {
  try {
    return open();
  } catch (thrown) {
    if (!isUniversal(curve, TAG.oid) || KNOWN_CURVES.includes(readOid(curve))) throw thrown;
    throw new UnsupportedKeyError(`EC, OID ${readOid(curve)}`);
  }
}

/** P-256, secp256k1, P-224, P-384, P-521 (RFC 5480 §2.1.1.1, SEC 2). */
const KNOWN_CURVES: readonly string[] = [
  '1.2.840.10045.3.1.7',
  '1.3.132.0.10',
  '1.3.132.0.33',
  '1.3.132.0.34',
  '1.3.132.0.35',
];

function keyFacts(key: KeyObject, spki: Buffer): KeyFacts {
  const spkiSha256 = spkiFingerprint(spki);
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { algorithm: 'RSA', bits: details?.modulusLength ?? 0, curve: null, spkiSha256 };
    case 'ec': {
      const curve = CURVES[details?.namedCurve ?? ''];
      if (curve === undefined)
        throw new UnsupportedKeyError(`EC ${details?.namedCurve ?? 'without a curve name'}`);
      return { algorithm: 'EC', bits: curve.bits, curve: curve.name, spkiSha256 };
    }
    default:
      throw new UnsupportedKeyError(key.asymmetricKeyType ?? 'unknown');
  }
}
