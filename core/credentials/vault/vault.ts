import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import type { VaultState } from '#shared/credentials/vault-protection';
import { AppError } from '#shared/errors';
import { withFileLock } from '../../files/file-lock.js';
import { seal, type Sealed, unseal } from '../../files/sealing.js';
import type { Clock, StopTimer } from '../../ports/ports.js';
import {
  createFirstMasterKey,
  createMasterKey,
  deleteMasterKey,
  loadMasterKey,
  type MasterKeyPorts,
  plannedProtection,
  restrictKeyFile,
} from './master-key.js';
import { entryDamaged, folderUnwritable, masterKeyWrong, vaultBusy } from './vault-errors.js';
import {
  readVaultFile,
  type StoredProtection,
  type VaultContents,
  type VaultEntry,
  writeVaultFile,
} from './vault-file.js';

export interface VaultPorts extends MasterKeyPorts {
  readonly clock: Clock;
  /** How long a passphrase vault stays unlocked without use. Unit: milliseconds; `null` = until the process ends. */
  readonly idleLockMs?: () => number | null;
}

const DEFAULT_IDLE_LOCK_MS = 15 * 60 * 1000;
const CHECK_NAME = 'check';
const CHECK_TEXT = Buffer.from('pushdeck');

interface CachedKey {
  /** The protection it was loaded from, as JSON. */
  readonly protectionJson: string;
  readonly masterKey: Buffer;
  usedAtMs: number;
}

/** The current entries, with functions to seal and open their secrets. */
export interface VaultSession {
  readonly entries: readonly VaultEntry[];
  /** @param id - ID of the entry that the secret belongs to. */
  seal(id: string, secret: Uint8Array): Sealed;
  /** @throws AppError `vault-damaged`; the other entries stay usable. */
  open(entry: VaultEntry): Buffer;
}

/**
 * Credentials on disk: public facts in the clear, secrets sealed under one master key. Several processes may use
 * one vault: readers need no lock, writers take turns.
 */
export class Vault {
  readonly #ports: VaultPorts;
  readonly #path: string;
  #key: CachedKey | undefined;
  #stopIdleTimer: StopTimer | undefined;

  constructor(ports: VaultPorts) {
    this.#ports = ports;
    this.#path = join(ports.dataDir, 'vault.json');
  }

  /** The entries without their secrets. Works while the vault is locked. */
  async entries(): Promise<readonly VaultEntry[]> {
    return (await readVaultFile(this.#path))?.entries ?? [];
  }

  async state(): Promise<VaultState> {
    const contents = await readVaultFile(this.#path);
    if (contents === undefined) {
      const { protection, needsChoice } = await plannedProtection(this.#ports);
      return { protection, locked: false, damagedEntries: 0, ...(needsChoice && { needsChoice: true }) };
    }
    const { protection, damaged } = contents;
    // Reading the state does not count as use: a window that shows it must not keep the vault unlocked.
    const locked = protection.kind === 'passphrase' && this.#openKey(protection) === undefined;
    return { protection: protection.kind, locked, damagedEntries: damaged.length };
  }

  /** Opens the secret of one entry. @throws AppError `vault-locked`, `vault-damaged`, `vault-unavailable`. */
  async secretOf(entry: VaultEntry): Promise<Buffer> {
    const contents = await readVaultFile(this.#path);
    if (contents === undefined) throw entryDamaged(entry.name);
    return openEntry(await this.#masterKey(contents), entry);
  }

  /**
   * Changes the entries under a lock. `change` gets them as they are on disk, including changes by other processes,
   * and returns those to store.
   */
  async update(change: (session: VaultSession) => readonly VaultEntry[]): Promise<void> {
    await this.#fetchMasterKey();
    await this.#withLock(async () => {
      const contents = (await readVaultFile(this.#path)) ?? (await this.#create());
      const masterKey = await this.#masterKey(contents);
      const entries = change({
        entries: contents.entries,
        seal: (id, secret) => seal(masterKey, id, secret, this.#ports.random),
        open: (entry) => openEntry(masterKey, entry),
      });
      writeVaultFile(this.#path, { ...contents, entries });
    });
  }

  /** Changes public facts only, which works while the vault is locked. */
  async updateFacts(change: (entries: readonly VaultEntry[]) => readonly VaultEntry[]): Promise<void> {
    await this.#withLock(async () => {
      const contents = await readVaultFile(this.#path);
      const entries = change(contents?.entries ?? []);
      if (contents !== undefined) writeVaultFile(this.#path, { ...contents, entries });
    });
  }

  /**
   * A password that belongs to no credential; `null` if there is none of this name, or it is damaged.
   *
   * @throws AppError `vault-locked`, `vault-unavailable`.
   */
  async password(name: string): Promise<string | null> {
    const contents = await readVaultFile(this.#path);
    const sealed = contents?.passwords[name];
    if (contents === undefined || sealed === undefined) return null;
    return unseal(await this.#masterKey(contents), passwordName(name), sealed)?.toString('utf8') ?? null;
  }

  /** @param password - `null` removes it. */
  async storePassword(name: string, password: string | null): Promise<void> {
    await this.#withLock(async () => {
      const contents = await readVaultFile(this.#path);
      if (password === null && contents?.passwords[name] === undefined) return;
      const before = contents ?? (await this.#create());
      const passwords = Object.fromEntries(
        Object.entries(before.passwords).filter(([known]) => known !== name),
      );
      if (password !== null) {
        const masterKey = await this.#masterKey(before);
        passwords[name] = seal(masterKey, passwordName(name), Buffer.from(password), this.#ports.random);
      }
      writeVaultFile(this.#path, { ...before, passwords });
    });
  }

  /** @throws AppError `wrong-password`. */
  async unlock(passphrase: string): Promise<void> {
    const contents = await readVaultFile(this.#path);
    if (contents?.protection.kind !== 'passphrase') return;
    this.#cacheKey(contents.protection, await loadMasterKey(contents.protection, this.#ports, passphrase));
  }

  lock(): void {
    this.#stopIdleTimer?.();
    this.#key = undefined;
  }

  /** Seals everything again under another protection. @throws AppError `vault-locked`, `vault-unavailable`. */
  async protect(kind: VaultProtection, passphrase?: string): Promise<void> {
    await this.#withLock(async () => {
      const before = await readVaultFile(this.#path);
      if (before === undefined) {
        await this.#create(kind, passphrase);
        return;
      }
      const oldKey = await this.#masterKey(before);
      const { protection, masterKey } = await createMasterKey(kind, this.#ports, passphrase);
      const reseal = (name: string, sealed: Sealed): Sealed => {
        const secret = unseal(oldKey, name, sealed);
        // A damaged secret is kept unchanged.
        return secret === undefined ? sealed : seal(masterKey, name, secret, this.#ports.random);
      };
      const entries = before.entries.map((entry) => ({
        ...entry,
        secret: entry.secret === null ? null : reseal(entry.id, entry.secret),
      }));
      const passwords = Object.fromEntries(
        Object.entries(before.passwords).map(([name, sealed]) => [name, reseal(passwordName(name), sealed)]),
      );
      const check = seal(masterKey, CHECK_NAME, CHECK_TEXT, this.#ports.random);
      writeVaultFile(this.#path, { ...before, protection, check, entries, passwords });
      this.#cacheKey(protection, masterKey);
      await deleteMasterKey(before.protection, this.#ports);
    });
  }

  async #create(kind?: VaultProtection, passphrase?: string): Promise<VaultContents> {
    const { protection, masterKey } =
      kind === undefined
        ? await createFirstMasterKey(this.#ports)
        : await createMasterKey(kind, this.#ports, passphrase);
    const contents: VaultContents = {
      vaultId: this.#ports.random.uuid(),
      protection,
      check: seal(masterKey, CHECK_NAME, CHECK_TEXT, this.#ports.random),
      entries: [],
      passwords: {},
      damaged: [],
    };
    writeVaultFile(this.#path, contents);
    this.#cacheKey(protection, masterKey);
    return contents;
  }

  /**
   * Fetches the master key before others have to wait: a passphrase takes half a second to stretch. What is wrong shows
   * where the key is used, when nothing else changes the vault at the same time.
   *
   * @throws AppError `wrong-password`, so that the passphrase is not stretched a second time.
   */
  async #fetchMasterKey(): Promise<void> {
    const contents = await readVaultFile(this.#path);
    if (contents === undefined) return;
    try {
      await this.#masterKey(contents);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'wrong-password') throw thrown;
    }
  }

  async #masterKey(contents: VaultContents): Promise<Buffer> {
    const cached = this.#cachedKey(contents.protection);
    if (cached !== undefined) return cached;
    const masterKey = await loadMasterKey(contents.protection, this.#ports);
    const fits = masterKey.length === 32 && unseal(masterKey, CHECK_NAME, contents.check) !== undefined;
    if (!fits) throw masterKeyWrong();
    await restrictKeyFile(contents.protection, this.#ports);
    this.#cacheKey(contents.protection, masterKey);
    return masterKey;
  }

  /** The cached master key. Counts as use of the vault. */
  #cachedKey(protection: StoredProtection): Buffer | undefined {
    const key = this.#openKey(protection);
    if (key === undefined) return undefined;
    key.usedAtMs = this.#ports.clock.now();
    this.#lockWhenIdle(protection);
    return key.masterKey;
  }

  #openKey(protection: StoredProtection): CachedKey | undefined {
    const cached = this.#key;
    // Another process may have changed the protection, and with it the key.
    if (cached?.protectionJson !== JSON.stringify(protection)) return undefined;
    const idleMs = this.#idleLockMs();
    const isIdle = idleMs !== null && this.#ports.clock.now() - cached.usedAtMs > idleMs;
    if (protection.kind !== 'passphrase' || !isIdle) return cached;
    this.lock();
    return undefined;
  }

  #cacheKey(protection: StoredProtection, masterKey: Buffer): void {
    this.#key = { protectionJson: JSON.stringify(protection), masterKey, usedAtMs: this.#ports.clock.now() };
    this.#lockWhenIdle(protection);
  }

  /** Removes the key from memory when idle, even if it is not requested again. */
  #lockWhenIdle(protection: StoredProtection): void {
    this.#stopIdleTimer?.();
    const idleMs = this.#idleLockMs();
    if (protection.kind !== 'passphrase' || idleMs === null) return;
    // Checked again by the clock, since the clock or the setting may have changed meanwhile.
    const look = (): void => {
      if (this.#openKey(protection) !== undefined) this.#lockWhenIdle(protection);
    };
    this.#stopIdleTimer = this.#ports.clock.after(idleMs + 1, look, { keepsProcessAlive: false });
  }

  #idleLockMs(): number | null {
    return this.#ports.idleLockMs === undefined ? DEFAULT_IDLE_LOCK_MS : this.#ports.idleLockMs();
  }

  /** Allows one writer at a time, across all processes. */
  async #withLock(work: () => Promise<void>): Promise<void> {
    try {
      await mkdir(this.#ports.dataDir, { recursive: true, mode: 0o700 });
      await withFileLock(`${this.#path}.lock`, this.#ports, work, vaultBusy);
    } catch (thrown) {
      throw isFileSystemError(thrown) ? folderUnwritable(this.#ports.dataDir, thrown) : thrown;
    }
  }
}

/** The name that a password is bound to, which differs from every entry's ID. */
function passwordName(name: string): string {
  return `password:${name}`;
}

function openEntry(masterKey: Buffer, entry: VaultEntry): Buffer {
  const secret = entry.secret === null ? undefined : unseal(masterKey, entry.id, entry.secret);
  if (secret === undefined) throw entryDamaged(entry.name);
  return secret;
}

function isFileSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
