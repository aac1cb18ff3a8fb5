import { createPublicKey, verify } from 'node:crypto';
import type { KeyFacts } from '#shared/credentials/inspection';
import { BerError, type BerNode } from '../asn1/ber-reader.js';
import { childAt, readBits, readOid } from '../asn1/ber-values.js';
import { DIGEST_BY_SIGNATURE_OID } from '../asn1/oids.js';
import { formatName, readName } from './distinguished-name.js';
import { publicKeyFacts } from './private-key.js';

/** A parsed certificate request (RFC 2986). */
export interface CertificateRequest {
  readonly key: KeyFacts;
  readonly subject: string;
  readonly der: Buffer;
  /** It proves that the requester has the private key; `null` where the algorithm is not known. */
  readonly isSigned: boolean | null;
}

/** @throws {@link BerError} when it is damaged, UnsupportedKeyError for a key that APNs cannot use. */
export function readCertificateRequest(root: BerNode): CertificateRequest {
  const [, subject, publicKey] = childAt(root, 0).children;
  if (!subject || !publicKey) throw new BerError('malformed', 'a certificate request lacks parts');
  return {
    key: publicKeyFacts(publicKey.encoded),
    subject: formatName(readName(subject)),
    der: root.encoded,
    isSigned: isSignedBy(root, publicKey),
  };
}

function isSignedBy(root: BerNode, publicKey: BerNode): boolean | null {
  const digest = DIGEST_BY_SIGNATURE_OID[readOid(childAt(childAt(root, 1), 0))];
  if (digest === undefined) return null;
  const key = createPublicKey({ key: publicKey.encoded, format: 'der', type: 'spki' });
  return verify(digest, childAt(root, 0).encoded, key, readBits(root.children[2]));
}
