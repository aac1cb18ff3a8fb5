import { open, rm, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileTooLarge } from '#core/credentials/material/credential-errors';
import { MAX_FILE_BYTES } from '#core/credentials/reading/read-file';
import { isFileError, PRIVATE_FILE_MODE, writeFileAtomically } from '#core/files/atomic-file';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { AppError } from '#shared/errors';
import { systemFailure } from '#shared/system-failure';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Reads a file that was named on the command line.
 *
 * @throws AppError `file-not-found`, `file-too-large`.
 */
export async function readInputFile(terminal: Terminal, path: string): Promise<NamedBytes> {
  const name = basename(path);
  try {
    const handle = await open(resolve(terminal.cwd, path), 'r');
    try {
      const { size } = await handle.stat();
      if (size > MAX_FILE_BYTES) throw fileTooLarge(name, size, MAX_FILE_BYTES);
      return { name, bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable(path, thrown);
  }
}

/** True when there is a file of this name, so that `--credential` can mean a file or a kept credential. */
export async function isFile(terminal: Terminal, path: string): Promise<boolean> {
  try {
    return (await stat(resolve(terminal.cwd, path))).isFile();
  } catch {
    return false;
  }
}

export interface OutputOptions {
  /** Replaces a file that is there. */
  readonly force?: boolean;
  /** Readable by its owner only. */
  readonly secret?: boolean;
}

/**
 * Writes a file that a command was told to write.
 *
 * @throws AppError `output-exists`; `disk-full`, `read-only` and the like where the machine refuses; `bad-argument` where
 * its folder is not there.
 */
export async function writeOutputFile(
  terminal: Terminal,
  path: string,
  bytes: Uint8Array,
  options: OutputOptions = {},
): Promise<void> {
  const target = resolve(terminal.cwd, path);
  const mode = options.secret === true ? PRIVATE_FILE_MODE : 0o644;
  try {
    // Replaced as a whole: an old file with open permissions must not lend them to a key.
    if (options.force === true) writeFileAtomically(target, bytes, { mode });
    else await writeNewFile(target, bytes, mode);
  } catch (thrown) {
    throw isFileError(thrown, 'EEXIST') ? outputExists(path) : unwritable(path, thrown);
  }
}

/** Leaves nothing behind where the disk filled up in the middle: what is there would be taken for the whole. */
async function writeNewFile(target: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(target, 'wx', mode);
  try {
    await file.writeFile(bytes);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

function outputExists(path: string): AppError {
  return new AppError(
    'output-exists',
    { en: `${path} exists already.`, zh: `${path} 已存在。` },
    { en: 'Choose another name, or add --force to replace it.', zh: '请换一个名称，或使用 --force 覆盖。' },
  );
}

function unreadable(path: string, cause: unknown): AppError {
  const missing = isFileError(cause, 'ENOENT', 'ENOTDIR');
  return new AppError(
    'file-not-found',
    missing
      ? { en: `There is no file ${path}.`, zh: `文件 ${path} 不存在。` }
      : { en: `${path} cannot be read.`, zh: `无法读取 ${path}。` },
    { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
    { cause },
  );
}

function unwritable(path: string, cause: unknown): AppError {
  const failure = systemFailure(cause, path);
  if (failure !== null) return new AppError(failure.code, failure.text, failure.hint, { cause });
  return new AppError(
    'bad-argument',
    { en: `${path} cannot be written.`, zh: `无法写入 ${path}。` },
    { en: 'Check that its folder exists and may be written to.', zh: '请确认其所在文件夹存在且可写。' },
    { cause },
  );
}
