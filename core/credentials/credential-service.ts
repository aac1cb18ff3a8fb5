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
  /** Those of {@link list} that the user keeps here. */
  kept(): Promise<readonly CredentialSummary[]>;
  /**
   * The credential that a person names: by ID, by name, by a name that differs in capital letters only.
   *
   * @throws AppError `credential-not-found`; `bad-argument` when several have the name.
   */
  find(reference: string): Promise<CredentialSummary>;
  /** Reads without keeping. @throws AppError of the credential family, `cancelled`. */
  inspect(
    file: NamedBytes,
    options?: { readonly password?: string; readonly keyId?: string; readonly signal?: AbortSignal },
  ): Promise<Inspection>;
  /**
   * Reads files for this process alone, for a send that names a file: its ID is good for `use` until the
   * service is gone, and nothing is stored.
   *
   * @throws AppError of the credential family; `credential-incomplete` names what is missing.
   */
  borrow(request: AddCredentialRequest): Promise<CredentialSummary>;
  /**
   * Reads, joins what belongs together (also with what the vault holds) and keeps it.
   *
   * @throws AppError `cancelled` once the signal is aborted; nothing was kept then.
   */
  add(request: AddCredentialRequest, signal?: AbortSignal): Promise<readonly AddedFile[]>;
  /** Makes a key, keeps it, and writes the request for its certificate. @throws AppError `bad-argument`. */
  createRequest(order: CertificateRequestOrder): Promise<MadeCertificateRequest>;
  /**
   * Joins a certificate with its key to a `.p12`.
   *
   * @throws AppError `key-certificate-mismatch` with both public-key fingerprints, `no-private-key`.
   */
  pair(order: PairOrder): Promise<ConvertedFile>;
  /** @throws AppError of the credential family, `no-private-key` where the format needs one. */
  convert(source: ConversionSource, order: ConversionOrder): Promise<ConvertedFile>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Takes back the last removal of this process. */
  restore(id: string): Promise<void>;
  /** Only inside the core. @throws AppError `credential-not-found`, `vault-locked`, `credential-incomplete`. */
  use(id: string): Promise<CredentialMaterial>;
  /** A password that the vault keeps beside the credentials; `null` where there is none. @throws AppError `vault-locked`. */
  password(name: string): Promise<string | null>;
  /** @param password - `null` forgets it. */
  keepPassword(name: string, password: string | null): Promise<void>;
  /** Replaces what the credential is the default for; another default for the same push gives way. */
  setDefaults(id: string, defaults: readonly CredentialDefault[]): Promise<void>;
  protection(): Promise<VaultProtection>;
  vault(): Promise<VaultState>;
  /** @throws AppError `wrong-password`. */
  unlock(passphrase: string): Promise<void>;
  lock(): Promise<void>;
  /** Seals everything anew under another protection. @throws AppError `vault-locked`, `vault-unavailable`. */
  protect(protection: VaultProtection, passphrase?: string): Promise<void>;
}
