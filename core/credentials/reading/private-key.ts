import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyFacts } from '#shared/credentials/inspection';
import { readBer } from '../asn1/ber-reader.js';
import { childAt, readOid } from '../asn1/ber-values.js';
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
 * @throws {@link UnsupportedKeyError} for keys other than RSA and EC; the error of node:crypto for a damaged key.
 */
export function readPrivateKey(
  der: Buffer,
  writtenAs: PrivateKey['writtenAs'],
  origin: { readonly wasEncrypted?: boolean; readonly friendlyName?: string | null } = {},
): PrivateKey {
  if (writtenAs === 'pkcs8') throwIfUnsupported(der);
  const key = createPrivateKey({ key: der, format: 'der', type: writtenAs });
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
  const unsupported = UNSUPPORTED_BY_OID[readOid(childAt(childAt(readBer(spki), 0), 0))];
  if (unsupported !== undefined) throw new UnsupportedKeyError(unsupported);
  return keyFacts(createPublicKey({ key: spki, format: 'der', type: 'spki' }), spki);
}

/** SHA-256 of a SubjectPublicKeyInfo, hex; equal for a key and its certificate. */
export function spkiFingerprint(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('hex');
}

function throwIfUnsupported(der: Buffer): void {
  const kind = UNSUPPORTED_BY_OID[readOid(childAt(childAt(readBer(der), 1), 0))];
  if (kind !== undefined) throw new UnsupportedKeyError(kind);
}

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
