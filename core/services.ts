import type { ErrorMessage } from '#shared/errors';
import type { ConversionFormat } from '#shared/credentials/file-form';
import type {
  CredentialDefault,
  CredentialSummary,
  Inspection,
  JoinedHalf,
} from '#shared/credentials/inspection';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import type { ProviderTokenRenewal } from '#shared/apns/provider-token';
import type { Delivery, Environment, Push } from '#shared/apns/push';
import type { BatchReport } from '#shared/history/batch-report';
import type { HistoryFilter, HistoryPage } from '#shared/history/history';
import type { TokenKnowledge } from '#shared/history/token-knowledge';
import type { Settings } from '#shared/settings';
import type { Device } from '#shared/workspace/device';
import type { Preset } from '#shared/workspace/preset';
import type { DeviceList, PresetFile, SaveResult, WorkspaceState } from '#shared/workspace/workspace';
import type { ScenarioFile } from '#shared/scenario/scenario-file';
import type { SendPolicy } from './apns/apns-engine.js';
import type { Apns } from './apns/create-apns.js';
import type { SimulatedTokens } from './apns/simulated-tokens.js';
import type { CredentialMaterial } from './credentials/material.js';
import type { HistoryPlace } from './history/open-database.js';
import type { HostPort, SimulatorPort } from './ports.js';
import type { ScenarioService } from './scenarios/scenario-service.js';

/** A file as a person dropped it: its name is a hint at most, its bytes decide. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

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
  /** Set where the file held one half of the credential: whence the other came. */
  readonly joined?: JoinedHalf;
  readonly error: ErrorMessage | null;
}

/** The subject of a certificate request, and the key to make for it. */
export interface CertificateRequestOrder {
  readonly email: string;
  readonly commonName: string;
  /** ISO 3166 alpha-2, for example `CN`. */
  readonly country?: string;
  /** Apple signs all three; the first is what Keychain Access makes. */
  readonly keyType?: 'rsa-2048' | 'rsa-4096' | 'p-256';
}

/** A request to upload to Apple. Its key stays in the vault and waits for the certificate. */
export interface MadeCertificateRequest {
  readonly credentialId: string;
  readonly fileName: string;
  readonly pem: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly spkiSha256: string;
}

/** `pem`: certificates and key as they are there; `key`: the private key alone; `der`: one bare structure. */

/** Where a conversion starts: a file with its password, or a kept credential. */
export type ConversionSource =
  | {
      /** What belongs together: a certificate, its key, the certificates above it, in any order. */
      readonly files: readonly NamedBytes[];
      /** Of the files that have one. */
      readonly password?: string;
    }
  | { readonly credentialId: string };

export interface ConversionOrder {
  readonly to: ConversionFormat;
  /** Seals the private key in the result; absent or empty leaves it readable. */
  readonly outPassword?: string;
  /** 3DES and SHA-1 instead of AES-256 and SHA-256, for old Keychains and OpenSSL 1.0. */
  readonly legacy?: boolean;
}

/** The bytes of a new file. */
export interface ConvertedFile {
  /** A suggestion. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly holdsPrivateKey: boolean;
  /** The private key in it is sealed with a password. */
  readonly isProtected: boolean;
}

export interface PairOrder {
  readonly certificate: NamedBytes;
  /** Its key, in a file; absent, the keys that are kept here are searched. */
  readonly key?: NamedBytes;
  /** Files with certificates above it, in any order. */
  readonly chain?: readonly NamedBytes[];
  /** Of the key's file. */
  readonly password?: string;
  readonly outPassword?: string;
  readonly legacy?: boolean;
}

export interface VaultState {
  readonly protection: VaultProtection;
  /** Only a passphrase locks; the list stays readable, secrets do not. */
  readonly locked: boolean;
  /** Entries that cannot be read any longer. They are kept and disturb nothing. */
  readonly damagedEntries: number;
  /** Nothing is kept yet, and a person has to choose what protects it; `protection` is not in force. */
  readonly needsChoice?: true;
}

export interface CredentialService {
  list(): Promise<readonly CredentialSummary[]>;
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

export interface Sender {
  /**
   * Sends one push and settles whatever happens: a rejection, a failure and an unknown outcome are results.
   * @param options - `signal` gives up at once; `windDown` takes back what has not left, and waits for the answer to
   *   what has.
   * @throws AppError only for what is wrong before anything is sent (`bad-device-token`, `bad-header`,
   * `credential-not-found`, …) and `cancelled`.
   */
  send(
    push: Push,
    options?: SendPolicy & {
      readonly signal?: AbortSignal;
      readonly windDown?: AbortSignal;
      readonly presetName?: string;
    },
  ): Promise<Delivery>;
  /**
   * Lets the next push go over a new connection, with a new provider token where APNs allows one. What is in flight
   * gets its answer.
   */
  reconnect(environment: Environment, credentialId: string | null): Promise<ProviderTokenRenewal>;
  /** Closes the connections; nothing is opened afterwards. */
  close(): Promise<void>;
}

export interface HistoryService {
  readonly place: HistoryPlace;
  add(delivery: Delivery): void;
  get(id: string): Delivery | null;
  /** Newest first. */
  page(filter: HistoryFilter, page: { readonly limit: number; readonly before?: string }): HistoryPage;
  /** New deliveries of this process and of others on the same folder; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<Delivery>;
  /** What earlier deliveries tell about a token. */
  readonly aboutToken: (token: string) => TokenKnowledge;
  /** A batch as its deliveries tell it; `null` when nothing is known of it. */
  batchReport(batchId: string): Promise<BatchReport | null>;
  /**
   * Puts on disk what {@link add} gathered of a batch: what is shown afterwards survives a killed process. Reading
   * does it by itself, and a single push is on disk when `add` returns.
   */
  flush(): void;
  /**
   * Writes down what processes left behind that have ended: pushes that were under way become `unknown`, their batches
   * `interrupted`. Opening the history and asking for a batch do it by themselves.
   */
  settleLost(): void;
  clear(): void;
  close(): void;
}

export interface SettingsService {
  get(): Settings;
  /** Changes what is named and nothing else, whatever other processes change at the same time. */
  update(change: Partial<Settings>): Promise<Settings>;
}

/** The address of the proxy, whose password lies in the vault and not in the settings. */
export interface ProxyAddress {
  /**
   * Takes an address as a person typed it. Where it is the stored one as it was shown, its password stays; a
   * hidden password does not follow to another server or user.
   *
   * @returns The address to store and show: its password hidden.
   */
  keep(typed: string | null, stored: string | null): Promise<string | null>;
  /** The stored address as it is used: with its password. */
  complete(stored: string | null): Promise<string | null>;
}

/** What was typed and not sent: kept for each tab, so that neither a crash nor another tab loses it. */
export interface DraftService {
  /**
   * The draft of a tab as JSON. A tab that has none goes on with the newest draft whose tab is closed; `null` where
   * there is none either.
   *
   * @param tab - A UUID that the tab made for itself.
   */
  load(tab: string): Promise<string | null>;
  /** @param draft - JSON. @throws AppError `bad-argument` for more than is kept. */
  save(tab: string, draft: string): Promise<void>;
  /** Says that the tab is open, once, and until the signal: no other tab is given its draft. */
  hold(tab: string, signal: AbortSignal): AsyncGenerator<'held', void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/**
 * Presets, scenarios and devices as files that a team can share; see `openWorkspace`. Whatever changes them waits for
 * its turn among all processes, and throws AppError `file-busy` when another one hangs.
 */
export interface WorkspaceService {
  state(): WorkspaceState;
  /** The state at once and after every change, also by other programs; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<WorkspaceState>;
  /** `null`: the workspace in the data folder. @throws AppError `not-found`, `data-from-newer-version`. */
  open(folder: string | null): Promise<WorkspaceState>;
  /** Ids of the presets that have all the words, best first. */
  searchPresets(words: string): readonly string[];
  /** @throws AppError what keeps the file of the devices from being read. */
  readDevices(): DeviceList;
  /** @throws AppError `not-found`, `data-damaged`, `data-from-newer-version`, `link-refused`. */
  readPreset(id: string): PresetFile;
  /** @throws AppError what keeps the file from being overwritten at all; a conflict is a result. */
  savePreset(request: {
    readonly id: string | null;
    readonly folder: string;
    readonly revision: string | null;
    readonly preset: Preset;
  }): Promise<SaveResult<PresetFile>>;
  duplicatePreset(id: string): Promise<PresetFile>;
  removePreset(id: string): Promise<void>;
  /** Takes back the last removal of this process. */
  restorePreset(): Promise<PresetFile>;
  /** Gives the new id. */
  move(id: string, folder: string, before: string | null): Promise<string>;
  createFolder(folder: string, name: string): Promise<string>;
  renameFolder(id: string, name: string): Promise<string>;
  removeFolder(id: string): Promise<void>;
  /** Also one that cannot be used, with its problem. @throws AppError `not-found`. */
  readScenario(id: string): ScenarioFile;
  /**
   * Writes a scenario in the form of every file here; a changed name renames it.
   *
   * @throws AppError `bad-scenario`; a conflict is a result.
   */
  saveScenario(request: {
    /** `null`: a new one. */
    readonly id: string | null;
    readonly revision: string | null;
    readonly text: string;
  }): Promise<SaveResult<ScenarioFile>>;
  removeScenario(id: string): Promise<void>;
  /** Takes back the last removal of this process. */
  restoreScenario(): Promise<ScenarioFile>;
  /** Adds those whose name is free, and returns the names that are taken: their devices stay as they are. */
  addDevices(devices: readonly Device[]): Promise<readonly string[]>;
  /** A `null` revision puts them into whatever the file holds by now. */
  saveDevices(
    devices: readonly Device[],
    replacing: readonly string[],
    revision: string | null,
  ): Promise<SaveResult<DeviceList>>;
  removeDevices(names: readonly string[], revision: string | null): Promise<SaveResult<DeviceList>>;
  close(): void;
}

export interface Services extends Apns {
  readonly version: string;
  readonly dataDir: string;
  readonly host: HostPort;
  readonly credentials: CredentialService;
  readonly history: HistoryService;
  readonly settings: SettingsService;
  readonly proxyAddress: ProxyAddress;
  readonly drafts: DraftService;
  readonly workspace: WorkspaceService;
  readonly scenarios: ScenarioService;
  readonly simulator: SimulatorPort;
  /** Which tokens must not leave for an environment. */
  readonly simulatedTokens: SimulatedTokens;
  /** What was found damaged while opening, and how it was kept: for the page to say once. */
  problems(): readonly ErrorMessage[];
  /** Closes everything in order. */
  close(): Promise<void>;
}
