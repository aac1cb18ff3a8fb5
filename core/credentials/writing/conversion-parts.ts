import { basename, extname } from 'node:path';
import { chainOf, pairByPublicKey, uniqueCertificates, uniqueKeys } from '../diagnosis/pair-by-public-key.js';
import * as errors from '../material/credential-errors.js';
import type { Certificate } from '../reading/certificate.js';
import type { PrivateKey } from '../reading/private-key.js';
import type { FileContents } from '../reading/read-file.js';
import { certificatesOf } from '../vault/vault-entries.js';
import type { VaultEntry } from '../vault/vault-file.js';
import type { ConversionParts } from './conversion.js';

/**
 * The parts of several files for a conversion: their best identity, else their key or their certificates.
 *
 * @throws AppError `key-certificate-mismatch`
 */
export function partsOfFiles(files: readonly FileContents[], nowMs: number): ConversionParts {
  const certificates = uniqueCertificates(files.flatMap((file) => file.certificates));
  const privateKeys = uniqueKeys(files.flatMap((file) => file.privateKeys));
  const requests = files.flatMap((file) => file.requests);
  const named = files.find((file) => file.certificates.length > 0) ?? files[0];
  const fileName = named?.fileName ?? '';
  const { identities, unpairedKeys } = pairByPublicKey(certificates, privateKeys, nowMs);
  const [identity] = identities;
  const key = identity?.key ?? unpairedKeys[0];
  const first = identity === undefined ? [] : [identity.leaf, ...identity.chain];
  const ordered = [...first, ...certificates.filter((certificate) => !first.includes(certificate))];
  const stranger = ordered.find(({ isAuthority }) => !isAuthority);
  if (identity === undefined && key !== undefined && stranger !== undefined) {
    throw errors.keyMismatch(fileName, stranger.facts.spkiSha256, key.facts.spkiSha256);
  }
  return toParts(baseName(fileName), ordered, key, requests[0]?.der ?? null);
}

export interface Pair {
  readonly certificate: FileContents;
  /** Candidates, for example all keys in the key file. */
  readonly keys: readonly PrivateKey[];
  /** Files with the certificates of its chain. */
  readonly chain: readonly FileContents[];
}

/**
 * The parts of a certificate, its key and its chain.
 *
 * @throws AppError `key-certificate-mismatch`, `no-private-key`, `not-a-credential`; `bad-argument` for a chain
 *   file that contains no certificate of the chain.
 */
export function partsOfPair({ certificate, keys, chain }: Pair, nowMs: number): ConversionParts {
  const { certificates, privateKeys, fileName } = certificate;
  const candidates = [...keys, ...privateKeys];
  // The leaf is searched in its own file, since the chain files may contain an older certificate of the key.
  const { identities, unpairedCertificates } = pairByPublicKey(certificates, candidates, nowMs);
  const [identity] = identities;
  if (identity !== undefined) {
    const above = chainOf(
      identity.leaf,
      [certificate, ...chain].flatMap((file) => file.certificates),
    );
    const stranger = chain.find((file) => !hasAnyOf(file, above));
    if (stranger !== undefined) throw errors.notAboveCertificate(stranger.fileName, fileName);
    return toParts(baseName(fileName), [identity.leaf, ...above], identity.key, null);
  }
  const [leaf] = unpairedCertificates;
  if (leaf === undefined) throw errors.noCertificate(fileName);
  const [key] = candidates;
  if (key === undefined) throw errors.certificateWithoutKey(fileName);
  throw errors.keyMismatch(fileName, leaf.facts.spkiSha256, key.facts.spkiSha256);
}

/** The parts of a stored credential. @param pkcs8 - Its decrypted secret, if it has one. */
export function partsOfEntry(entry: VaultEntry, pkcs8: Buffer | null): ConversionParts {
  const certificates = certificatesOf(entry);
  return {
    name: toFileName(entry.name),
    pkcs8,
    certificates: certificates.map(({ der }) => der),
    request: null,
    friendlyName: entry.name,
  };
}

function hasAnyOf({ certificates }: FileContents, wanted: readonly Certificate[]): boolean {
  const held = new Set(certificates.map(({ facts }) => facts.sha256));
  return wanted.some(({ facts }) => held.has(facts.sha256));
}

function toParts(
  name: string,
  certificates: readonly Certificate[],
  key: PrivateKey | undefined,
  request: Buffer | null,
): ConversionParts {
  const [leaf] = certificates;
  const commonName = leaf?.facts.commonName ?? '';
  return {
    name,
    pkcs8: key?.pkcs8 ?? null,
    certificates: certificates.map(({ der }) => der),
    request,
    friendlyName: key?.friendlyName ?? leaf?.friendlyName ?? (commonName === '' ? name : commonName),
  };
}

function baseName(fileName: string): string {
  return toFileName(basename(fileName, extname(fileName)));
}

/** Converts a name to a file name that is valid on every system. */
export function toFileName(name: string): string {
  const safe = name
    .replaceAll(/[\p{Cc}\\/:*?"<>|]+/gu, '-')
    .replaceAll(/^[\s.-]+|[\s.-]+$/g, '')
    .slice(0, 100);
  return safe === '' ? 'credential' : safe;
}
