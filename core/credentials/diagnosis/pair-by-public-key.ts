import type { Certificate } from '../reading/certificate.js';
import type { PrivateKey } from '../reading/private-key.js';

/** A certificate with its private key and the certificates above it. */
export interface Identity {
  readonly key: PrivateKey;
  readonly leaf: Certificate;
  /** From the issuer of the leaf upwards, as far as present. */
  readonly chain: readonly Certificate[];
}

export interface PairedContents {
  /** Sorted by preference: push certificates first, then valid ones, then the newest. */
  readonly identities: readonly Identity[];
  /** Keys without a certificate. */
  readonly unpairedKeys: readonly PrivateKey[];
  /** Certificates that are neither the leaf of an identity nor in its chain. */
  readonly unpairedCertificates: readonly Certificate[];
}

/**
 * Pairs keys with certificates by public key alone, since order, `localKeyID` and friendly names are often wrong.
 *
 * @param nowMs - Unix time in milliseconds, to prefer valid certificates.
 */
export function pairByPublicKey(
  certificates: readonly Certificate[],
  keys: readonly PrivateKey[],
  nowMs: number,
): PairedContents {
  const byUse = (a: Certificate, b: Certificate): number =>
    rank(b, nowMs) - rank(a, nowMs) || b.notBeforeMs - a.notBeforeMs;
  const identities: Identity[] = [];
  const used = new Set<Certificate>();
  const unpairedKeys: PrivateKey[] = [];
  for (const key of keys) {
    const leaves = certificates.filter((certificate) => belongsTo(certificate, key)).sort(byUse);
    if (leaves.length === 0) unpairedKeys.push(key);
    for (const leaf of leaves) {
      const chain = chainOf(leaf, certificates);
      identities.push({ key, leaf, chain });
      [leaf, ...chain].forEach((certificate) => used.add(certificate));
    }
  }
  identities.sort((a, b) => byUse(a.leaf, b.leaf));
  const unpairedCertificates = certificates.filter((certificate) => !used.has(certificate)).sort(byUse);
  return { identities, unpairedKeys, unpairedCertificates };
}

/** True if both have the same public key. */
function belongsTo(certificate: Certificate, key: PrivateKey): boolean {
  return certificate.facts.spkiSha256 === key.facts.spkiSha256;
}

/**
 * The chain above a certificate, nearest first. Empty for a self-signed certificate; cycles are cut.
 *
 * @param pool - Candidates in any order.
 */
export function chainOf(leaf: Certificate, pool: readonly Certificate[]): readonly Certificate[] {
  const chain: Certificate[] = [];
  let current = leaf;
  for (;;) {
    const { issuerDer, subjectDer } = current;
    if (issuerDer.equals(subjectDer)) return chain;
    const issuer = pool.find(
      (candidate) =>
        candidate.subjectDer.equals(issuerDer) && candidate !== leaf && !chain.includes(candidate),
    );
    if (issuer === undefined) return chain;
    chain.push(issuer);
    current = issuer;
  }
}

/** Removes duplicate certificates, keeping the first. */
export function uniqueCertificates(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.facts.sha256, certificate])).values()];
}

/** Removes duplicate keys, keeping the first. */
export function uniqueKeys(keys: readonly PrivateKey[]): readonly PrivateKey[] {
  return [...new Map(keys.map((key) => [key.facts.spkiSha256, key])).values()];
}

function rank(certificate: Certificate, nowMs: number): number {
  const isPush = certificate.facts.pushKind !== null;
  const isValid = certificate.notBeforeMs <= nowMs && nowMs < certificate.notAfterMs;
  return (isPush ? 4 : 0) + (isValid ? 2 : 0) + (certificate.isAuthority ? 0 : 1);
}
