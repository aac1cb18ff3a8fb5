import type { ErrorMessage } from '#shared/errors';
import type { Delivery, Push } from '#shared/apns/push';
import type { CredentialSummary, Inspection } from '#shared/credentials/inspection';
import type { HistoryFilter, HistoryPage } from '#shared/history/history';
import type { Settings } from '#shared/settings';
import type { SendPolicy } from './apns/apns-engine.js';
import type { CredentialMaterial } from './credentials/material.js';
import type { HostPort, SimulatorPort } from './ports.js';

/** A file as a person dropped it: its name is a hint at most, its bytes decide. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How the master key of the vault is protected. */
export type VaultProtection = 'system-keyring' | 'passphrase' | 'key-file';

export interface AddCredentialRequest {
  readonly files: readonly NamedBytes[];
  /** Absent and empty differ: an absent one asks for `password-required` where one is needed. */
  readonly password?: string;
  readonly keyId?: string;
  readonly teamId?: string;
  readonly name?: string;
}

/** What became of each dropped file. A file that needs something names it in its error. */
export interface AddedFile {
  readonly fileName: string;
  readonly inspection: Inspection | null;
  /** The credential it became part of; `null` when it is not complete or could not be read. */
  readonly credentialId: string | null;
  /** True when this very credential was kept already; nothing was added then. */
  readonly duplicate?: boolean;
  readonly error: ErrorMessage | null;
}

export interface CredentialService {
  list(): Promise<readonly CredentialSummary[]>;
  /** Reads without keeping. @throws AppError of the credential family. */
  inspect(
    file: NamedBytes,
    options?: { readonly password?: string; readonly keyId?: string },
  ): Promise<Inspection>;
  /** Reads, joins what belongs together (also with what the vault holds) and keeps it. */
  add(request: AddCredentialRequest): Promise<readonly AddedFile[]>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Takes back the last removal of this process. */
  restore(id: string): Promise<void>;
  /** Only inside the core. @throws AppError `credential-not-found`, `vault-locked`, `credential-incomplete`. */
  use(id: string): Promise<CredentialMaterial>;
  protection(): Promise<VaultProtection>;
}

export interface Sender {
  /**
   * Sends one push and settles whatever happens: a rejection, a failure and an unknown outcome are results.
   * @throws AppError only for what is wrong before anything is sent (`bad-device-token`, `bad-header`,
   * `credential-not-found`, …) and `cancelled`.
   */
  send(
    push: Push,
    options?: SendPolicy & { readonly signal?: AbortSignal; readonly presetName?: string },
  ): Promise<Delivery>;
  /** Closes the connections; nothing is opened afterwards. */
  close(): Promise<void>;
}

export interface HistoryService {
  add(delivery: Delivery): void;
  get(id: string): Delivery | null;
  /** Newest first. */
  page(filter: HistoryFilter, page: { readonly limit: number; readonly before?: string }): HistoryPage;
  /** New deliveries of this process and of others on the same folder; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<Delivery>;
  clear(): void;
  close(): void;
}

export interface SettingsService {
  get(): Settings;
  update(change: Partial<Settings>): Settings;
}

/** What the user typed and has not sent: kept so that a crash or a reload loses nothing. */
export interface DraftService {
  load(): unknown;
  save(draft: unknown): void;
}

export interface Services {
  readonly version: string;
  readonly dataDir: string;
  readonly host: HostPort;
  readonly credentials: CredentialService;
  readonly sender: Sender;
  readonly history: HistoryService;
  readonly settings: SettingsService;
  readonly drafts: DraftService;
  readonly simulator: SimulatorPort;
  /** What was found damaged while opening, and how it was kept: for the page to say once. */
  problems(): readonly ErrorMessage[];
  /** Closes everything in order. */
  close(): Promise<void>;
}
