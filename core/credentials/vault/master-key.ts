import { scrypt } from 'node:crypto';
import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import type { LocalizedText } from '#shared/text/localized-text';
import { seal, SEALING_KEY_BYTES, unseal } from '../../files/sealing.js';
import type { Randomness } from '../../ports/ports.js';
import type { KeyringPort } from './system-keyring.js';
import { passphraseNotGiven, vaultChoiceNeeded } from './vault-choice.js';
import {
  masterKeyMissing,
  passphraseMissing,
  vaultLocked,
  vaultUnavailable,
  wrongPassphrase,
} from './vault-errors.js';
import { type StoredProtection, writeSecretFile } from './vault-file.js';

/** About half a second and 128 MiB per guess (OWASP Password Storage Cheat Sheet, 2024). */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
/** The additional data that the wrapped master key is bound to. */
const MASTER_KEY_NAME = 'master-key';

export interface MasterKeyPorts {
  readonly dataDir: string;
  readonly random: Randomness;
  readonly keyring?: KeyringPort;
  /** Unlocks a passphrase vault without asking; from the environment of a command. */
  readonly passphrase?: string;
  /** The protection chosen for a new vault, if any; see `chosenProtection`. */
  readonly chosen?: VaultProtection;
  /**
   * True if the user can be asked: without a key store, `vault-choice-needed` is thrown instead of using a key
   * file.
   */
  readonly canAskUser?: boolean;
  /** Called when a new vault got a key file because no key store is available. @param file - Its path. */
  readonly onKeyFile?: (file: string) => void;
}

/** A new master key, stored according to its protection. */
export interface StoredMasterKey {
  readonly protection: StoredProtection;
  readonly masterKey: Buffer;
}

/** The protection of a vault that does not exist yet. */
export interface PlannedProtection {
  readonly protection: VaultProtection;
  /** True if the user has to choose first; `protection` is the fallback. */
  readonly needsChoice: boolean;
}

/** The protection that a new vault would get: the chosen one, else the system's key store if available. */
export async function plannedProtection(ports: MasterKeyPorts): Promise<PlannedProtection> {
  const { chosen, keyring, passphrase, canAskUser = false } = ports;
  if (chosen === 'passphrase')
    return { protection: chosen, needsChoice: canAskUser && passphrase === undefined };
  if (chosen !== undefined) return { protection: chosen, needsChoice: false };
  if (keyring !== undefined && (await isAvailable(keyring))) {
    return { protection: 'system-keyring', needsChoice: false };
  }
  return { protection: 'key-file', needsChoice: canAskUser };
}

/** Without a desktop session there is no key store. */
async function isAvailable(keyring: KeyringPort): Promise<boolean> {
  try {
    await keyring.read('probe');
    return true;
  } catch {
    return false;
  }
}

/**
 * Creates the first master key of a vault. A key store that answers but stores nothing, such as a locked one,
 * counts as unavailable, unless it was chosen.
 *
 * @throws AppError `vault-choice-needed`, `vault-unavailable` for a chosen store that stores nothing,
 *   `bad-argument` for a missing passphrase, `data-folder-unwritable`.
 */
export async function createFirstMasterKey(ports: MasterKeyPorts): Promise<StoredMasterKey> {
  const { chosen, passphrase, canAskUser = false } = ports;
  const { protection, needsChoice } = await plannedProtection(ports);
  if (needsChoice) throw vaultChoiceNeeded();
  if (protection === 'passphrase' && passphrase === undefined) throw passphraseNotGiven();
  if (protection !== 'system-keyring') {
    const stored = await createMasterKey(protection, ports, passphrase);
    if (chosen === undefined) reportKeyFile(stored, ports);
    return stored;
  }
  try {
    return await createInKeyring(ports);
  } catch (thrown) {
    if (chosen !== undefined) throw thrown;
    if (canAskUser) throw vaultChoiceNeeded(thrown);
    const stored = await createMasterKey('key-file', ports);
    reportKeyFile(stored, ports);
    return stored;
  }
}

async function createInKeyring(ports: MasterKeyPorts): Promise<StoredMasterKey> {
  const stored = await createMasterKey('system-keyring', ports);
  const kept = await loadMasterKey(stored.protection, ports);
  return kept.equals(stored.masterKey) ? stored : throwKeyringUnavailable(undefined);
}

function reportKeyFile({ protection }: StoredMasterKey, { dataDir, onKeyFile }: MasterKeyPorts): void {
  if (protection.kind === 'key-file') onKeyFile?.(join(dataDir, protection.file));
}

/**
 * Creates a master key and stores it under a new name, so that the current key stays in place until the vault is
 * rewritten.
 *
 * @throws AppError `vault-unavailable`, `data-folder-unwritable`, `bad-argument` for a missing passphrase.
 */
export async function createMasterKey(
  kind: VaultProtection,
  ports: MasterKeyPorts,
  passphrase?: string,
): Promise<StoredMasterKey> {
  const masterKey = ports.random.bytes(SEALING_KEY_BYTES);
  const name = ports.random.uuid();
  switch (kind) {
    case 'system-keyring': {
      const account = `vault-${name}`;
      await keyringOf(ports).write(account, masterKey.toString('base64')).catch(throwKeyringUnavailable);
      return { protection: { kind, account }, masterKey };
    }
    case 'key-file': {
      const file = `vault-${name}.key`;
      writeSecretFile(join(ports.dataDir, file), `${masterKey.toString('base64')}\n`);
      return { protection: { kind, file }, masterKey };
    }
    case 'passphrase': {
      if (passphrase === undefined || passphrase === '') throw passphraseMissing();
      const salt = ports.random.bytes(SALT_BYTES);
      const wrappingKey = await deriveWrappingKey(passphrase, salt, SCRYPT);
      const wrapped = seal(wrappingKey, MASTER_KEY_NAME, masterKey, ports.random);
      return {
        protection: { kind, salt: salt.toString('base64'), scrypt: SCRYPT, masterKey: wrapped },
        masterKey,
      };
    }
  }
}

/**
 * Loads the master key.
 *
 * @throws AppError `vault-locked` without a passphrase, `wrong-password`, `vault-unavailable`.
 */
export async function loadMasterKey(
  protection: StoredProtection,
  ports: MasterKeyPorts,
  passphrase?: string,
): Promise<Buffer> {
  switch (protection.kind) {
    case 'system-keyring': {
      const kept = await keyringOf(ports).read(protection.account).catch(throwKeyringFailure);
      if (kept === null) {
        throw masterKeyMissing({ en: "in the system's key store", zh: '系统密钥库中' });
      }
      return Buffer.from(kept, 'base64');
    }
    case 'key-file': {
      const path = join(ports.dataDir, protection.file);
      try {
        return Buffer.from(await readFile(path, 'utf8'), 'base64');
      } catch (thrown) {
        throw masterKeyMissing({ en: `at ${path}`, zh: ` ${path}` }, thrown);
      }
    }
    case 'passphrase': {
      const given = passphrase ?? ports.passphrase;
      if (given === undefined) throw vaultLocked();
      const { salt, scrypt: cost, masterKey } = protection;
      const wrappingKey = await deriveWrappingKey(given, Buffer.from(salt, 'base64'), cost);
      const unwrapped = unseal(wrappingKey, MASTER_KEY_NAME, masterKey);
      if (unwrapped === undefined) throw wrongPassphrase();
      return unwrapped;
    }
  }
}

/** Deletes a key that is no longer needed. A leftover does no harm, so errors are ignored. */
export async function deleteMasterKey(protection: StoredProtection, ports: MasterKeyPorts): Promise<void> {
  if (protection.kind === 'system-keyring') {
    await ports.keyring?.remove(protection.account).catch(() => undefined);
  } else if (protection.kind === 'key-file') {
    await rm(join(ports.dataDir, protection.file), { force: true }).catch(() => undefined);
  }
}

/** Restores the mode of a key file that a backup or a copy made readable by others. */
export async function restrictKeyFile(protection: StoredProtection, ports: MasterKeyPorts): Promise<void> {
  if (protection.kind !== 'key-file') return;
  await chmod(join(ports.dataDir, protection.file), 0o600).catch(() => undefined);
}

function keyringOf(ports: MasterKeyPorts): KeyringPort {
  return ports.keyring ?? throwKeyringUnavailable(undefined);
}

const KEYRING_SILENT: LocalizedText = {
  en: "The system's key store, which holds the key of the credentials, does not answer.",
  zh: '保存凭证主密钥的系统密钥库没有响应。',
};

function throwKeyringFailure(cause: unknown): never {
  throw vaultUnavailable(
    KEYRING_SILENT,
    {
      en: 'Unlock the key store or log in to a desktop session, and try again. If it is gone for good, move vault.json away and add your files again.',
      zh: '请解锁密钥库或登录桌面会话后重试。如果密钥库已无法找回，请移走 vault.json 并重新添加文件。',
    },
    cause,
  );
}

function throwKeyringUnavailable(cause: unknown): never {
  throw vaultUnavailable(
    {
      en: "The system's key store does not answer, so it cannot keep the key of the credentials.",
      zh: '系统密钥库没有响应，无法保存凭证主密钥。',
    },
    {
      en: 'Unlock it or log in to a desktop session, or choose a passphrase or a key file instead.',
      zh: '请解锁密钥库或登录桌面会话，或者改用口令或密钥文件。',
    },
    cause,
  );
}

function deriveWrappingKey(
  passphrase: string,
  salt: Buffer,
  cost: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  const { N, r, p } = cost;
  // NFKC, so that the same passphrase typed on two systems gives the same octets.
  const octets = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
  return new Promise((resolve, reject) => {
    scrypt(octets, salt, SEALING_KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
