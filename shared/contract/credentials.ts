import { type } from '@orpc/contract';
import { z } from 'zod';
import type { MadeCertificateRequest } from '../credentials/certificate-request.js';
import type { AddedFile } from '../credentials/credential-files.js';
import { CONVERSION_FORMATS } from '../credentials/file-form.js';
import type { CredentialSummary, Inspection } from '../credentials/inspection.js';
import { VAULT_PROTECTIONS, type VaultProtection, type VaultState } from '../credentials/vault-protection.js';
import { nothing, procedure } from './errors.js';
import { FILE_LIMITS } from './message-limits.js';

const file = z.object({
  name: z.string().max(1024),
  content: z
    .instanceof(Blob)
    .refine((blob) => blob.size <= FILE_LIMITS.credential.each, 'larger than a credential'),
});

/** A file to download. A private key in it is always sealed with the password that the user chose. */
export interface DownloadFile {
  readonly fileName: string;
  readonly content: Blob;
  readonly holdsPrivateKey: boolean;
}

/** Absent and empty differ. */
const password = z.string().max(1024).optional();

const sealing = { outPassword: z.string().max(1024).optional(), legacy: z.boolean().optional() };

const id = z.object({ id: z.string().max(200) });

export const credentials = {
  list: procedure.output(
    type<{
      readonly credentials: readonly CredentialSummary[];
      readonly protection: VaultProtection;
    }>(),
  ),
  /** Dropped bytes go inwards once; the page never gets a secret back. */
  add: procedure
    .input(
      z.object({
        files: z.array(file).min(1).max(FILE_LIMITS.credential.count),
        password,
        keyId: z.string().max(64).optional(),
        teamId: z.string().max(64).optional(),
        name: z.string().max(200).optional(),
      }),
    )
    .output(type<readonly AddedFile[]>()),
  rename: procedure.input(id.extend({ name: z.string().trim().min(1).max(200) })).output(nothing),
  remove: procedure.input(id).output(nothing),
  restore: procedure.input(id).output(nothing),
  /** Says what a file is and keeps nothing. */
  inspect: procedure
    .input(z.object({ file, password, keyId: z.string().max(64).optional() }))
    .output(type<Inspection>()),
  createRequest: procedure
    .input(
      z.object({
        email: z.string().max(255),
        commonName: z.string().max(200),
        country: z.string().max(2).optional(),
        keyType: z.enum(['rsa-2048', 'rsa-4096', 'p-256']).optional(),
      }),
    )
    .output(type<MadeCertificateRequest>()),
  /** Joins a certificate with its key, from a file or kept here, to a `.p12`. */
  pair: procedure
    .input(z.object({ certificate: file, key: file.optional(), password, ...sealing }))
    .output(type<DownloadFile>()),
  /** A file or a kept credential in another format. */
  convert: procedure
    .input(
      z.object({
        source: z.union([z.object({ file, password }), z.object({ credentialId: z.string().max(200) })]),
        to: z.enum(CONVERSION_FORMATS),
        ...sealing,
      }),
    )
    .output(type<DownloadFile>()),
  /** Replaces what a credential is offered first for. */
  setDefaults: procedure
    .input(
      id.extend({
        defaults: z
          .array(z.object({ environment: z.string().max(200), topic: z.string().max(1024) }))
          .max(200),
      }),
    )
    .output(nothing),
  vault: procedure.output(type<VaultState>()),
  unlock: procedure.input(z.object({ passphrase: z.string().max(1024) })).output(nothing),
  lock: procedure.output(nothing),
  protect: procedure
    .input(z.object({ protection: z.enum(VAULT_PROTECTIONS), passphrase: z.string().max(1024).optional() }))
    .output(nothing),
};
