import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** Readable by its owner only: what a file of ours gets unless it says otherwise. */
export const PRIVATE_FILE_MODE = 0o600;

/** How often a rename is tried again while a virus scanner or indexer holds the old file open (Windows). */
const RENAME_TRIES = 8;
/** Unit: milliseconds, multiplied by the number of the try. */
const RENAME_PAUSE_MS = 15;

let temporaryNames = 0;

/**
 * Replaces a file so that a reader, and a crash at any moment, finds the old content or the new, never half
 * of one.
 *
 * @param content - Text is written as UTF-8.
 * @param options - `mode`: permission bits of the new file, {@link PRIVATE_FILE_MODE} by default. `followLink`: the
 * file that a symbolic link points to is replaced and the link stays (so it is by default); otherwise the link is replaced.
 * @throws the file system's own error when the folder cannot be written; the old file is then untouched.
 */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number; readonly followLink?: boolean } = {},
): void {
  const target = options.followLink !== false && existsSync(path) ? realpathSync(path) : path;
  try {
    const temporary = openTemporary(target, options.mode ?? PRIVATE_FILE_MODE);
    try {
      writeWhole(temporary.descriptor, content);
      renameStubbornly(temporary.path, target);
    } catch (error) {
      rmSync(temporary.path, { force: true });
      throw error;
    }
    syncFolder(dirname(target));
  } catch (error) {
    throw named(error, path);
  }
}

/** The bytes of a file, or `null` where there is none. @throws what else keeps it from being read. */
export function readFileIfPresent(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Moves a file that cannot be read out of the way without losing it: `settings.json` becomes
 * `settings.damaged-1.json`, or the next free number.
 *
 * @returns the path it has now.
 */
export function moveAside(path: string): string {
  const aside = asidePath(path, asideFiles(path).length + 1);
  renameStubbornly(path, aside);
  return aside;
}

/** Where {@link moveAside} put earlier files of this path, the newest last. */
export function asideFiles(path: string): readonly string[] {
  const found: string[] = [];
  for (let aside = asidePath(path, 1); existsSync(aside); aside = asidePath(path, found.length + 1)) {
    found.push(aside);
  }
  return found;
}

function asidePath(path: string, number: number): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.damaged-${number}${extension}`);
}

/** True for an error of the file system with one of these codes. */
export function isFileError(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

function openTemporary(target: string, mode: number): { readonly path: string; readonly descriptor: number } {
  for (;;) {
    temporaryNames += 1;
    const path = `${target}.${process.pid}-${temporaryNames}.tmp`;
    try {
      return { path, descriptor: openSync(path, 'wx', mode) };
    } catch (error) {
      // Left by a crashed process that had our number, or taken by one in another container.
      if (!isFileError(error, 'EEXIST')) throw error;
    }
  }
}

function writeWhole(descriptor: number, content: string | Uint8Array): void {
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    let written = 0;
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The error of the file system with the file that was meant: it knows the temporary one, or only a descriptor. */
function named(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

function renameStubbornly(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === RENAME_TRIES || !isFileError(error, 'EPERM', 'EACCES', 'EBUSY')) throw error;
      if (process.platform !== 'win32') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS * attempt);
    }
  }
}

/** Makes the rename itself survive a power cut; Windows has no such call and needs none. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Some network file systems refuse to sync a folder; the content itself is already safe.
    if (!isFileError(error, 'EINVAL', 'ENOTSUP', 'EPERM')) throw error;
  } finally {
    closeSync(descriptor);
  }
}
