import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { AppError } from '#shared/errors';
import { systemFailure } from '#shared/system-failure';
import { readFileIfPresent, writeFileAtomically } from '../files/atomic-file.js';
import { putAside, versionOf } from '../files/data-folder.js';
import { type LockPorts, withFileLock } from '../files/file-lock.js';
import { packSealed, seal, SEALING_KEY_BYTES, unpackSealed, unseal } from '../files/sealing.js';
import type { Randomness } from '../ports/ports.js';

interface StoredProviderToken {
  readonly token: string;
  /** Unix time in seconds. */
  readonly issuedAtS: number;
}

/** Stores provider tokens between runs. */
export interface ProviderTokenStore {
  /**
   * Passes the stored token to `change` and stores what it returns, under a lock between processes.
   *
   * @param id - Identifies the key without revealing it.
   * @param secret - The private key, without which the entry cannot be decrypted.
   */
  update(
    id: string,
    secret: string,
    change: (kept: StoredProviderToken | null) => StoredProviderToken,
  ): Promise<StoredProviderToken>;
}

const tokensFile = z.object({ version: z.number(), tokens: z.record(z.string(), z.string()) });
const storedToken = z.object({ token: z.string(), issuedAtS: z.number() });
const FILE_NAME = 'provider-tokens.json';
const VERSION = 1;
/** The oldest entries beyond this number are dropped. */
const MAX_ENTRIES = 200;

/**
 * Stores provider tokens in the data folder, each sealed with AES-256-GCM under a key derived from the private key
 * that signed it, so that an entry only opens to someone who could sign a token anyway. In a folder that cannot be
 * written, tokens are not kept between runs.
 */
export function openProviderTokenStore(
  dataDir: string,
  ports: LockPorts,
  onProblem: (problem: AppError) => void = () => undefined,
): ProviderTokenStore {
  const path = join(dataDir, FILE_NAME);
  return {
    async update(id, secret, change) {
      const turn = { came: false };
      const work = (): StoredProviderToken => {
        turn.came = true;
        const entries = readEntries(path, onProblem);
        if (entries === null) return change(null);
        const sealed = entries.get(id);
        const kept = sealed === undefined ? null : unsealToken(sealed, id, secret);
        const next = change(kept);
        if (next !== kept) {
          entries.delete(id);
          entries.set(id, sealToken(next, id, secret, ports.random));
          writeEntries(path, entries);
        }
        return next;
      };
      try {
        return await withFileLock(`${path}.lock`, ports, work);
      } catch (thrown) {
        if (turn.came) throw thrown;
        // Going on without the lock is better than not sending.
        return work();
      }
    },
  };
}

/** A store in memory, for tests and hosts without a data folder. */
export function openMemoryTokenStore(): ProviderTokenStore {
  const kept = new Map<string, StoredProviderToken>();
  return {
    async update(id, _secret, change) {
      const next = change(kept.get(id) ?? null);
      kept.set(id, next);
      return next;
    },
  };
}

/** `null` for a file of a newer version, which is left alone. */
function readEntries(path: string, onProblem: (problem: AppError) => void): Map<string, string> | null {
  try {
    const bytes = readFileIfPresent(path);
    if (bytes === null) return new Map();
    const parsed = JSON.parse(bytes.toString('utf8')) as unknown;
    if ((versionOf(parsed) ?? VERSION) > VERSION) return null;
    return new Map(Object.entries(tokensFile.parse(parsed).tokens));
  } catch (error) {
    // Losing the file only means that tokens are signed again.
    if (systemFailure(error) === null) onProblem(putAside(path, error));
    return new Map();
  }
}

function writeEntries(path: string, entries: ReadonlyMap<string, string>): void {
  const newest = [...entries].slice(-MAX_ENTRIES);
  try {
    writeFileAtomically(
      path,
      `${JSON.stringify({ version: VERSION, tokens: Object.fromEntries(newest) })}\n`,
    );
  } catch {
    // The folder cannot be written, so the token is only kept in memory.
  }
}

function deriveKey(id: string, secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, id, 'pushdeck provider token', SEALING_KEY_BYTES));
}

function sealToken(kept: StoredProviderToken, id: string, secret: string, random: Randomness): string {
  return packSealed(seal(deriveKey(id, secret), id, Buffer.from(JSON.stringify(kept), 'utf8'), random));
}

/** `null` for an entry that does not open or holds no token: it is signed again. */
function unsealToken(entry: string, id: string, secret: string): StoredProviderToken | null {
  const opened = unseal(deriveKey(id, secret), id, unpackSealed(entry));
  if (opened === undefined) return null;
  try {
    const reading = storedToken.safeParse(JSON.parse(opened.toString('utf8')));
    return reading.success ? reading.data : null;
  } catch {
    return null;
  }
}
