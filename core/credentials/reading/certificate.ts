import { createHash } from 'node:crypto';
import type { CertificateFacts } from '#shared/credentials/inspection';
import { BerError, type BerNode, readBer } from '../asn1/ber-reader.js';
import { childAt, isContext, isUniversal, readOctets, readOid, readTime, TAG } from '../asn1/ber-values.js';
import { OID } from '../asn1/oids.js';
import { type Extensions, readAppleFacts } from './apple-extensions.js';
import { formatName, readName, valueOf } from './distinguished-name.js';
import { spkiFingerprint } from './private-key.js';

/** A parsed certificate: its public facts, and what chain building and TLS need. */
export interface Certificate {
  readonly facts: CertificateFacts;
  readonly der: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  /** The encoded names, to find the issuer among other certificates. */
  readonly subjectDer: Buffer;
  readonly issuerDer: Buffer;
  readonly isAuthority: boolean;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly friendlyName: string | null;
}

/**
 * Parses an X.509 certificate (RFC 5280) without validating it, so that an expired or odd one is read as well.
 *
 * @throws {@link BerError}
 */
export function readCertificate(root: BerNode, friendlyName: string | null = null): Certificate {
  const signed = childAt(root, 0);
  const parts = isContext(signed.children[0], 0) ? signed.children.slice(1) : signed.children;
  const [serial, , issuer, validity, subject, publicKey] = parts;
  if (!serial || !issuer || !validity || !subject || !publicKey) {
    throw new BerError('malformed', 'a certificate lacks parts');
  }
  const extensions = readExtensions(parts.find((part) => isContext(part, 3)));
  const subjectName = readName(subject);
  const notBeforeMs = readTime(validity.children[0]);
  const notAfterMs = readTime(validity.children[1]);
  const apple = readAppleFacts(subjectName, extensions);
  return {
    facts: {
      commonName: nonEmpty(valueOf(subjectName, OID.commonName)),
      userId: valueOf(subjectName, OID.userId),
      organization: valueOf(subjectName, OID.organization),
      teamId: apple.teamId,
      issuer: formatName(readName(issuer)),
      serialNumber: serialHex(serial.contents),
      notBefore: isoSeconds(notBeforeMs),
      notAfter: isoSeconds(notAfterMs),
      sha256: createHash('sha256').update(root.encoded).digest('hex'),
      spkiSha256: spkiFingerprint(publicKey.encoded),
      pushKind: apple.pushKind,
      topics: apple.topics,
      environments: apple.environments,
    },
    der: root.encoded,
    spki: publicKey.encoded,
    subjectDer: subject.encoded,
    issuerDer: issuer.encoded,
    isAuthority: isAuthority(extensions),
    notBeforeMs,
    notAfterMs,
    friendlyName,
  };
}

/** If an extension occurs twice, the first one counts. */
function readExtensions(node: BerNode | undefined): Extensions {
  const found = new Map<string, Buffer>();
  for (const extension of node?.children[0]?.children ?? []) {
    const id = readOid(extension.children[0]);
    if (!found.has(id)) found.set(id, readOctets(extension.children.at(-1)));
  }
  return found;
}

function isAuthority(extensions: Extensions): boolean {
  const value = extensions.get(OID.basicConstraints);
  if (value === undefined) return false;
  try {
    const flag = readBer(value).children[0];
    return isUniversal(flag, TAG.boolean) && flag.contents[0] !== 0;
  } catch {
    return false;
  }
}

function nonEmpty(text: string | null): string | null {
  return text === '' ? null : text;
}

/** A number as hex. RFC 5280 §4.1.2.2 wants positive ones; others exist, and their sign belongs to them. */
function serialHex(contents: Buffer): string {
  if (((contents[0] ?? 0) & 0x80) !== 0) {
    const size = BigInt(contents.length * 8);
    const digits = ((1n << size) - BigInt(`0x${contents.toString('hex')}`)).toString(16);
    return `-${digits.padStart(digits.length + (digits.length % 2), '0')}`;
  }
  const unsigned = contents.length > 1 && contents[0] === 0 ? contents.subarray(1) : contents;
  return unsigned.toString('hex');
}

function isoSeconds(ms: number): string {
  if (!Number.isFinite(ms)) throw new BerError('malformed', 'a date is out of range');
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
