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

/** The default mode of our files: accessible to the owner only. */
export const PRIVATE_FILE_MODE = 0o600;

/** Attempts to rename while a virus scanner or indexer has the old file open (Windows). */
const RENAME_ATTEMPTS = 8;
/** Multiplied by the number of the attempt. Unit: milliseconds. */
const RENAME_PAUSE_MS = 15;

let temporaryNames = 0;

export interface AtomicFileOptions {
  /** Permission bits of the new file, {@link PRIVATE_FILE_MODE} by default. */
  readonly mode?: number;
  /** True, the default, replaces the file that a symbolic link points to; false replaces the link. */
  readonly followLink?: boolean;
}

/**
 * Replaces a file atomically: a reader, or a crash at any moment, finds either the old content or the new.
 *
 * @param content - Text is written as UTF-8.
 * @throws the file system's own error when the folder cannot be written; the old file is left untouched.
 */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: AtomicFileOptions = {},
): void {
  const file = openAtomicFile(path, options);
  try {
    file.write(content);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Content that takes the place of a file once it is whole; every function throws the file system's own error. */
export interface AtomicFile {
  /** Appends to the new content; text is written as UTF-8. */
  write(content: string | Uint8Array): void;
  /** Puts the new content in place, on disk. */
  commit(): void;
  /** Removes what was written; the old file is left untouched. Due after every failure. */
  discard(): void;
}

/** {@link writeFileAtomically} for content that is made piece by piece. */
export function openAtomicFile(path: string, options: AtomicFileOptions = {}): AtomicFile {
  const told = <Result>(step: () => Result): Result => {
    try {
      return step();
    } catch (error) {
      throw withPath(error, path);
    }
  };
  const target = told(() => (options.followLink !== false && existsSync(path) ? realpathSync(path) : path));
  const temporary = told(() => openTemporary(target, options.mode ?? PRIVATE_FILE_MODE));
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(temporary.descriptor);
  };
  return {
    write: (content) => told(() => writeWhole(temporary.descriptor, content)),
    commit: () =>
      told(() => {
        fsyncSync(temporary.descriptor);
        close();
        renameWithRetries(temporary.path, target);
        syncFolder(dirname(target));
      }),
    discard: () =>
      told(() => {
        close();
        rmSync(temporary.path, { force: true });
      }),
  };
}

/** Reads a file; `null` if it does not exist. @throws any other error of the file system. */
export function readFileIfPresent(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Renames a file that cannot be read, so that it is not lost: `settings.json` becomes `settings.damaged-1.json`, or
 * the next free number.
 *
 * @returns its new path.
 */
export function moveAside(path: string): string {
  const aside = asidePath(path, asideFiles(path).length + 1);
  renameWithRetries(path, aside);
  return aside;
}

/** The files that {@link moveAside} made from this path, newest last. */
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

/** True for a file-system error with one of these codes. */
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
      // Left by a crashed process with the same PID, or used by a process in another container.
      if (!isFileError(error, 'EEXIST')) throw error;
    }
  }
}

function writeWhole(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

/** Sets the path of a file-system error, which refers to the temporary file or only has a descriptor. */
function withPath(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

function renameWithRetries(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === RENAME_ATTEMPTS || !isFileError(error, 'EPERM', 'EACCES', 'EBUSY')) throw error;
      if (process.platform !== 'win32') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS * attempt);
    }
  }
}

/** Makes the rename durable; Windows neither has such a call nor needs it. */
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
