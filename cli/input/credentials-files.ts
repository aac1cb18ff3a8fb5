import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileTooLarge } from '#core/credentials/material/credential-errors';
import { MAX_FILE_BYTES } from '#core/credentials/reading/read-file';
import { isFileError } from '#core/files/atomic-file';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { AppError } from '#shared/errors';
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
