import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isFileError, writeFileAtomically } from '../../files/atomic-file.js';
import { newerVersionError } from '../../files/data-folder.js';
import { folderUnwritable, vaultFileDamaged } from './vault-errors.js';

/** Increased when older versions cannot read the new format. */
const VAULT_VERSION = 1;

const sealed = z.object({ nonce: z.string(), tag: z.string(), data: z.string() });

const keyFacts = z.object({
  algorithm: z.enum(['RSA', 'EC']),
  bits: z.number(),
  curve: z.string().nullable(),
  spkiSha256: z.string(),
});

/** One credential. Everything but `secret` is public and readable without the master key. */
const entry = z.object({
  id: z.string(),
  name: z.string(),
  /** True if the user chose the name, so that a better default does not replace it. */
  named: z.boolean(),
  kind: z.enum(['identity', 'apns-key', 'private-key', 'certificate']),
  container: z.enum(['pkcs12', 'pem', 'der', 'base64']),
  addedAtMs: z.number(),
  /** DER in base64, the leaf first. */
  certificates: z.array(z.string()),
  key: keyFacts.nullable(),
  keyId: z.string().nullable(),
  teamId: z.string().nullable(),
  /** PKCS#8; `null` for a certificate that waits for its key. */
  secret: sealed.nullable(),
  defaultFor: z.array(z.object({ environment: z.string(), topic: z.string() })),
});

const protection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('system-keyring'), account: z.string() }),
  z.object({ kind: z.literal('key-file'), file: z.string().regex(/^[\w.-]+$/) }),
  z.object({
    kind: z.literal('passphrase'),
    salt: z.string(),
    scrypt: z.object({ N: z.number(), r: z.number(), p: z.number() }),
    /** The master key, wrapped with the key derived from the passphrase. */
    masterKey: sealed,
  }),
]);

const file = z.object({
  version: z.literal(VAULT_VERSION),
  vaultId: z.string(),
  protection,
  /** A known text under the master key, to distinguish a wrong key from a damaged entry. */
  check: sealed,
  entries: z.array(z.unknown()),
  /** Passwords that are not credentials, such as that of a proxy. */
  passwords: z.record(z.string(), sealed).default({}),
});

export type VaultEntry = Readonly<z.infer<typeof entry>>;
export type StoredProtection = z.infer<typeof protection>;

export interface VaultContents {
  readonly vaultId: string;
  readonly protection: StoredProtection;
  readonly check: z.infer<typeof sealed>;
  readonly entries: readonly VaultEntry[];
  readonly passwords: Readonly<Record<string, z.infer<typeof sealed>>>;
  /** Malformed entries, which are written back unchanged. */
  readonly damaged: readonly unknown[];
}

/**
 * @returns `undefined` if there is no vault yet.
 * @throws AppError `vault-damaged`, `data-from-newer-version`.
 */
export async function readVaultFile(path: string): Promise<VaultContents | undefined> {
  const text = await readWhole(path);
  if (text === undefined) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    throw vaultFileDamaged(path, thrown);
  }
  const version = z.object({ version: z.number() }).safeParse(document);
  if (version.success && version.data.version > VAULT_VERSION) {
    throw newerVersionError(path, version.data.version, VAULT_VERSION);
  }
  const parsed = file.safeParse(document);
  if (!parsed.success) throw vaultFileDamaged(path, parsed.error);
  const { entries: raw, ...rest } = parsed.data;
  const entries: VaultEntry[] = [];
  const damaged: unknown[] = [];
  for (const item of raw) {
    const one = entry.safeParse(item);
    if (one.success) entries.push(one.data);
    else damaged.push(item);
  }
  return { ...rest, entries, damaged };
}

/** Writes the file atomically. @throws AppError `data-folder-unwritable` */
export function writeVaultFile(path: string, contents: VaultContents): void {
  const { damaged, entries, ...rest } = contents;
  const document = { version: VAULT_VERSION, ...rest, entries: [...entries, ...damaged] };
  writeSecretFile(path, `${JSON.stringify(document, null, 2)}\n`);
}

/**
 * Writes a file that only its owner can read, in a folder that only its owner can access.
 *
 * @throws AppError `data-folder-unwritable`
 */
export function writeSecretFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileAtomically(path, text);
  } catch (thrown) {
    throw folderUnwritable(path, thrown);
  }
}

async function readWhole(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (isFileError(thrown, 'ENOENT')) return undefined;
    throw vaultFileDamaged(path, thrown);
  }
}
