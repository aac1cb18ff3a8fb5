import { basename, extname } from 'node:path';
import * as errors from '../credential-errors.js';
import { arrange } from '../diagnosis/arrange-contents.js';
import { certificatesOf } from '../kept-entries.js';
import type { Certificate } from '../reading/certificate.js';
import type { PrivateKey } from '../reading/private-key.js';
import type { FileContents } from '../reading/read-file.js';
import type { VaultEntry } from '../vault/vault-file.js';
import type { ConversionParts } from './conversion.js';

/** What a file offers to a conversion: its best identity, else its key or its certificates. */
export function partsOfFile(contents: FileContents, nowMs: number): ConversionParts {
  const { certificates, privateKeys, requests, fileName } = contents;
  const { identities, loneKeys } = arrange(certificates, privateKeys, nowMs);
  const [identity] = identities;
  const key = identity?.key ?? loneKeys[0];
  const first = identity === undefined ? [] : [identity.leaf, ...identity.chain];
  const ordered = [...first, ...certificates.filter((certificate) => !first.includes(certificate))];
  const stranger = ordered.find(({ isAuthority }) => !isAuthority);
  if (identity === undefined && key !== undefined && stranger !== undefined) {
    throw errors.keyMismatch(fileName, stranger.facts.spkiSha256, key.facts.spkiSha256);
  }
  return toParts(baseName(fileName), ordered, key, requests[0]?.der ?? null);
}

/**
 * A certificate and the key that belongs to it.
 *
 * @param keys - Candidates, for example everything in the key's file.
 * @throws AppError `key-certificate-mismatch`, `no-private-key`, `not-a-credential`.
 */
export function partsOfPair(
  certificate: FileContents,
  keys: readonly PrivateKey[],
  nowMs: number,
): ConversionParts {
  const { certificates, privateKeys, fileName } = certificate;
  const candidates = [...keys, ...privateKeys];
  const { identities, loneCertificates } = arrange(certificates, candidates, nowMs);
  const [identity] = identities;
  if (identity !== undefined) {
    return toParts(baseName(fileName), [identity.leaf, ...identity.chain], identity.key, null);
  }
  const [leaf] = loneCertificates;
  if (leaf === undefined) throw errors.noCertificate(fileName);
  const [key] = candidates;
  if (key === undefined) throw errors.certificateWithoutKey(fileName);
  throw errors.keyMismatch(fileName, leaf.facts.spkiSha256, key.facts.spkiSha256);
}

/** What a kept credential offers. @param pkcs8 - Its opened secret, where it has one. */
export function partsOfEntry(entry: VaultEntry, pkcs8: Buffer | null): ConversionParts {
  const certificates = certificatesOf(entry);
  return {
    name: fileSafe(entry.name),
    pkcs8,
    certificates: certificates.map(({ der }) => der),
    request: null,
    friendlyName: entry.name,
  };
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
  return fileSafe(basename(fileName, extname(fileName)));
}

/** A file name for every system. */
export function fileSafe(name: string): string {
  const safe = name
    .replaceAll(/[\p{Cc}\\/:*?"<>|]+/gu, '-')
    .replaceAll(/^[\s.-]+|[\s.-]+$/g, '')
    .slice(0, 100);
  return safe === '' ? 'credential' : safe;
}
