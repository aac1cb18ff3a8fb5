import type { KeyFacts } from '#shared/credentials/inspection';
import { BerError, type BerNode } from '../asn1/ber-reader.js';
import { childAt } from '../asn1/ber-values.js';
import { formatName, readName } from './distinguished-name.js';
import { publicKeyFacts } from './private-key.js';

/** A parsed certificate request (RFC 2986). */
export interface CertificateRequest {
  readonly key: KeyFacts;
  readonly subject: string;
  readonly der: Buffer;
}

/** @throws {@link BerError} when it is damaged, UnsupportedKeyError for a key that APNs cannot use. */
export function readCertificateRequest(root: BerNode): CertificateRequest {
  const [, subject, publicKey] = childAt(root, 0).children;
  if (!subject || !publicKey) throw new BerError('malformed', 'a certificate request lacks parts');
  return {
    key: publicKeyFacts(publicKey.encoded),
    subject: formatName(readName(subject)),
    der: root.encoded,
  };
}
