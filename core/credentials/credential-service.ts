import type {
  CertificateRequestOrder,
  MadeCertificateRequest,
} from '#shared/credentials/certificate-request';
import type {
  ConversionOrder,
  ConversionSource,
  ConvertedFile,
  PairOrder,
} from '#shared/credentials/conversion';
import type { AddCredentialRequest, AddedFile, NamedBytes } from '#shared/credentials/credential-files';
import type { CredentialDefault, CredentialSummary, Inspection } from '#shared/credentials/inspection';
import type { VaultProtection, VaultState } from '#shared/credentials/vault-protection';
import type { CredentialMaterial } from './material/material.js';

export interface CredentialService {
  list(): Promise<readonly CredentialSummary[]>;
  /** Those of {@link list} that are stored in the vault. */
  listStored(): Promise<readonly CredentialSummary[]>;
  /**
   * Finds a credential by ID, by name, or by name ignoring case.
   *
   * @throws AppError `credential-not-found`; `bad-argument` when several have the name.
   */
  find(reference: string): Promise<CredentialSummary>;
  /** Inspects a file without storing it. @throws AppError of the credential family, `cancelled`. */
  inspect(
    file: NamedBytes,
    options?: { readonly password?: string; readonly keyId?: string; readonly signal?: AbortSignal },
  ): Promise<Inspection>;
  /**
   * Loads a credential from files for this process only, for a command that names a file. Its ID can be passed to
   * {@link use}; nothing is stored.
   *
   * @throws AppError of the credential family; `credential-incomplete` names what is missing.
   */
  loadTemporary(request: AddCredentialRequest): Promise<CredentialSummary>;
  /**
   * Imports files: reads them, pairs keys with certificates, including those in the vault, and stores the result.
   *
   * @throws AppError `cancelled` once the signal is aborted, before anything is stored.
   */
  add(request: AddCredentialRequest, signal?: AbortSignal): Promise<readonly AddedFile[]>;
  /** Generates a key, stores it, and creates the request for its certificate. @throws AppError `bad-argument`. */
  createRequest(order: CertificateRequestOrder): Promise<MadeCertificateRequest>;
  /**
   * Combines a certificate with its key into a `.p12`.
   *
   * @throws AppError `key-certificate-mismatch` with both public-key fingerprints, `no-private-key`.
   */
  pair(order: PairOrder): Promise<ConvertedFile>;
  /** @throws AppError of the credential family, `no-private-key` if the format requires one. */
  convert(source: ConversionSource, order: ConversionOrder): Promise<ConvertedFile>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Undoes the last removal by this process. */
  restore(id: string): Promise<void>;
  /**
   * Loads the key material, which never leaves the core. @throws AppError `credential-not-found`, `vault-locked`,
   * `credential-incomplete`.
   */
  use(id: string): Promise<CredentialMaterial>;
  /**
   * A password that the vault stores in addition to the credentials; `null` if there is none. @throws AppError
   * `vault-locked`.
   */
  password(name: string): Promise<string | null>;
  /** @param password - `null` removes it. */
  storePassword(name: string, password: string | null): Promise<void>;
  /** Sets what the credential is the default for, replacing other defaults for the same pushes. */
  setDefaults(id: string, defaults: readonly CredentialDefault[]): Promise<void>;
  protection(): Promise<VaultProtection>;
  vault(): Promise<VaultState>;
  /** @throws AppError `wrong-password`. */
  unlock(passphrase: string): Promise<void>;
  lock(): Promise<void>;
  /** Seals everything again under another protection. @throws AppError `vault-locked`, `vault-unavailable`. */
  protect(protection: VaultProtection, passphrase?: string): Promise<void>;
}
