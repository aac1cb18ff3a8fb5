import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFileError } from '../files/atomic-file.js';

const FOLDER = 'running';
const SUFFIX = '.batch';

/**
 * Says of a batch on its way that its ledger knows all that left: an empty file, made before the first push and removed
 * once something leaves that could not be written down. Removing it takes no room, so that a full disk cannot keep the
 * truth from being told; without it the batch is not resumed.
 */
export interface LedgerTrust {
  /** @throws the file system's error. */
  give(batchId: string): void;
  /** On disk when it returns. @throws the file system's error: it is still given then. */
  withdraw(batchId: string): void;
  isGiven(batchId: string): boolean;
  /** The batches that have it. */
  all(): readonly string[];
}

/** @param dataDir - The files lie in its folder `running`. */
export function createLedgerTrust(dataDir: string): LedgerTrust {
  const folder = join(dataDir, FOLDER);
  const pathOf = (batchId: string): string => join(folder, `${batchId}${SUFFIX}`);
  return {
    give(batchId) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      closeSync(openSync(pathOf(batchId), 'a', 0o600));
    },
    withdraw(batchId) {
      rmSync(pathOf(batchId), { force: true });
      settleFolder(folder);
    },
    isGiven: (batchId) => existsSync(pathOf(batchId)),
    all() {
      try {
        return readdirSync(folder)
          .filter((name) => name.endsWith(SUFFIX))
          .map((name) => name.slice(0, -SUFFIX.length));
      } catch (error) {
        if (isFileError(error, 'ENOENT', 'ENOTDIR')) return [];
        throw error;
      }
    },
  };
}

/** For a history that no other process sees and none sees later. */
export function createPassingTrust(): LedgerTrust {
  const given = new Set<string>();
  return {
    give: (batchId) => void given.add(batchId),
    withdraw: (batchId) => void given.delete(batchId),
    isGiven: (batchId) => given.has(batchId),
    all: () => [...given],
  };
}

/** So that a power cut does not bring a removed file back, where the system can open folders. */
function settleFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch {
    // Windows opens no folders, and writes their entries at once.
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
