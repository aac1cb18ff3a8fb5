import type { CredentialSummary, Inspection } from '#shared/credentials/inspection';
import type { BuiltInCredential } from './built-in-credentials.js';
import { buildInspection, inspectContents } from './diagnosis/inspect-contents.js';
import * as errors from './material/credential-errors.js';
import type { CredentialMaterial } from './material/material.js';
import { toPem } from './material/pem.js';
import { readCredentialFile } from './reading/read-file.js';
import { certificatesOf } from './vault/vault-entries.js';
import { entryDamaged } from './vault/vault-errors.js';
import type { VaultEntry } from './vault/vault-file.js';

/** The public summary of a stored credential, with its expiry as of now. */
export function credentialSummary(entry: VaultEntry, nowMs: number): CredentialSummary {
  const { id, name, kind, addedAtMs, teamId, container, key, keyId, defaultFor } = entry;
  const inspection = buildInspection(
    {
      kind,
      container,
      key,
      certificates: certificatesOf(entry),
      keyId,
      legacyEncryption: null,
      identityCount: kind === 'identity' ? 1 : 0,
    },
    nowMs,
  );
  return {
    id,
    name,
    kind,
    sample: false,
    addedAtMs,
    teamId,
    inspection,
    ...(defaultFor.length > 0 && { defaultFor }),
  };
}

/** The public summary of a built-in credential. */
export async function sampleSummary(sample: BuiltInCredential, nowMs: number): Promise<CredentialSummary> {
  const { id, name, kind } = sample;
  const inspection = await inspectSample(sample, nowMs);
  const teamId = sample.kind === 'apns-key' ? sample.teamId : (inspection.certificates[0]?.teamId ?? null);
  return { id, name, kind, sample: true, addedAtMs: 0, teamId, inspection };
}

async function inspectSample(sample: BuiltInCredential, nowMs: number): Promise<Inspection> {
  const pem = sample.kind === 'identity' ? sample.certificateChainPem + sample.keyPem : sample.keyPem;
  const contents = await readCredentialFile({ name: sample.name, bytes: Buffer.from(pem) });
  return inspectContents(contents, nowMs, sample.kind === 'apns-key' ? { keyId: sample.keyId } : {});
}

/**
 * The key material of a stored credential.
 *
 * @param pkcs8 - The decrypted secret.
 * @throws AppError `vault-damaged`.
 */
export function credentialMaterial(entry: VaultEntry, pkcs8: Buffer): CredentialMaterial {
  const { id, kind, name, keyId, teamId } = entry;
  const keyPem = toPem('PRIVATE KEY', pkcs8);
  if (kind === 'apns-key') {
    if (keyId === null || teamId === null) throw entryDamaged(name);
    return { kind, id, name, keyPem, keyId, teamId };
  }
  const chain = certificatesOf(entry);
  const [leaf] = chain;
  if (kind !== 'identity' || leaf === undefined) throw entryDamaged(name);
  return {
    kind,
    id,
    name,
    certificateChainPem: chain.map(({ der }) => toPem('CERTIFICATE', der)).join(''),
    keyPem,
    fingerprint: leaf.facts.sha256,
    facts: leaf.facts,
  };
}

/** @throws AppError `credential-incomplete`, `no-private-key` for a credential whose other half is missing. */
export function throwIfIncomplete({ kind, name }: VaultEntry): void {
  if (kind === 'private-key') throw errors.keyWithoutCertificate(name, true);
  if (kind === 'certificate') throw errors.certificateWithoutKey(name);
}

/** The key material of a built-in credential. */
export async function sampleMaterial(sample: BuiltInCredential): Promise<CredentialMaterial> {
  if (sample.kind === 'apns-key') return sample;
  const { certificates } = await readCredentialFile({
    name: sample.name,
    bytes: Buffer.from(sample.certificateChainPem),
  });
  const [leaf] = certificates;
  if (leaf === undefined) throw entryDamaged(sample.name);
  return { ...sample, fingerprint: leaf.facts.sha256, facts: leaf.facts };
}
