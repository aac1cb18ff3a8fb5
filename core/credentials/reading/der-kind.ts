import type { BerNode } from '../asn1/ber-reader.js';
import { isContext, isUniversal, readOid, TAG } from '../asn1/ber-values.js';
import { OID } from '../asn1/oids.js';

/** The kind of a binary structure, judged by its shape, since labels and file names can be wrong. */
export type DerKind =
  | 'pkcs12'
  | 'certificate'
  | 'certificate-request'
  | 'revocation-list'
  | 'pkcs8'
  | 'encrypted-pkcs8'
  | 'pkcs1'
  | 'sec1'
  | 'dsa-key'
  | 'public-key'
  | 'cms'
  | 'unknown';

/** Recognises the outermost structure. Never throws. */
export function derKindOf(root: BerNode): DerKind {
  if (!isUniversal(root, TAG.sequence)) return 'unknown';
  const [first, second, third] = root.children;
  if (isUniversal(first, TAG.integer)) return kindOfNumbered(root);
  if (isUniversal(first, TAG.oid)) return isContext(second, 0) ? 'cms' : 'unknown';
  if (!isUniversal(first, TAG.sequence)) return 'unknown';
  if (isUniversal(third, TAG.bitString)) return kindOfSigned(first);
  if (!isUniversal(first.children[0], TAG.oid)) return 'unknown';
  if (isUniversal(second, TAG.octetString)) return 'encrypted-pkcs8';
  return isUniversal(second, TAG.bitString) ? 'public-key' : 'unknown';
}

function kindOfNumbered(root: BerNode): DerKind {
  const [, second, third] = root.children;
  if (isUniversal(second, TAG.octetString)) return 'sec1';
  if (isUniversal(second, TAG.sequence)) {
    if (isUniversal(third, TAG.octetString)) return 'pkcs8';
    return isPkcs7Content(second) ? 'pkcs12' : 'unknown';
  }
  const allNumbers = root.children.every((child) => isUniversal(child, TAG.integer));
  if (!allNumbers) return root.children.length > 9 ? 'pkcs1' : 'unknown';
  if (root.children.length === 9) return 'pkcs1';
  if (root.children.length === 6) return 'dsa-key';
  return root.children.length === 2 ? 'public-key' : 'unknown';
}

function isPkcs7Content(node: BerNode): boolean {
  const [type] = node.children;
  return isUniversal(type, TAG.oid) && safeOid(type).startsWith(OID.data.slice(0, -1));
}

/** Certificates, requests and revocation lists have the same signed wrapper and differ in what is signed. */
function kindOfSigned(signed: BerNode): DerKind {
  const parts: readonly (BerNode | undefined)[] = isContext(signed.children[0], 0)
    ? signed.children.slice(1)
    : signed.children;
  if (isUniversal(parts[0], TAG.integer) && isUniversal(parts[1], TAG.sequence)) {
    // A request has version, name and key; a certificate has two names and two dates.
    if (isUniversal(parts[2]?.children[1], TAG.bitString)) return 'certificate-request';
    if (isDate(parts[3]?.children[0])) return 'certificate';
    return isDate(parts[3]) ? 'revocation-list' : 'unknown';
  }
  return isDate(parts[2]) ? 'revocation-list' : 'unknown';
}

function isDate(node: BerNode | undefined): boolean {
  return isUniversal(node, TAG.utcTime) || isUniversal(node, TAG.generalizedTime);
}

function safeOid(node: BerNode): string {
  try {
    return readOid(node);
  } catch {
    return '';
  }
}
