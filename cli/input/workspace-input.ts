import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { isFileError } from '#core/files/atomic-file';
import { AppError } from '#shared/errors';
import type { WorkspaceState } from '#shared/workspace/workspace';
import { readStandardInput } from '../terminal/standard-input.js';
import { type Terminal, writeNote } from '../terminal/terminal.js';

/** A text that was named on the command line. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Room for the tokens of a million devices; more is no list but a mistake. Unit: bytes. */
const MAX_TEXT_BYTES = 128 * 1024 * 1024;

/**
 * Reads a file, or standard input for `-`, as UTF-8. Such a file is no credential: that it is missing is a
 * mistake in the command line.
 *
 * @throws AppError `file-not-found` (of the family `usage`), `bad-argument`.
 */
export async function readInputText(terminal: Terminal, path: string): Promise<NamedText> {
  if (path !== '-') {
    return { name: basename(path), text: new TextDecoder().decode(await readBytes(terminal, path)) };
  }
  return { name: 'standard input', text: (await readStandardInput(terminal)).toString('utf8') };
}

/** With one of these problems the workspace cannot be used at all. */
const NO_WORKSPACE = new Set(['not-found', 'data-from-newer-version']);

/**
 * Says what in the workspace cannot be used; the rest of it can.
 *
 * @throws AppError for a workspace that is not there or that a newer version made.
 */
export function tellProblems(terminal: Terminal, { problems }: Pick<WorkspaceState, 'problems'>): void {
  for (const { code, message, hint } of problems) {
    if (NO_WORKSPACE.has(code)) throw new AppError(code, message, hint);
    writeNote(terminal, `note: ${message.en}`);
  }
}

/** The bytes of a file that is no credential. @throws AppError `file-not-found` (`usage`), `bad-argument`. */
export async function readBytes(terminal: Terminal, path: string): Promise<Buffer> {
  try {
    const handle = await open(resolve(terminal.cwd, path), 'r');
    try {
      const { size } = await handle.stat();
      if (size > MAX_TEXT_BYTES) throw tooLarge(path, size);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable(path, thrown);
  }
}

function tooLarge(path: string, sizeBytes: number): AppError {
  const mib = (bytes: number): string => String(Math.ceil(bytes / 1024 / 1024));
  return new AppError(
    'bad-argument',
    {
      en: `${path} has ${mib(sizeBytes)} MiB; up to ${mib(MAX_TEXT_BYTES)} MiB are read at once.`,
      zh: `${path} 大小为 ${mib(sizeBytes)} MiB，一次最多读取 ${mib(MAX_TEXT_BYTES)} MiB。`,
    },
    { en: 'Split the file, or choose the right one.', zh: '请拆分文件，或选择正确的文件。' },
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
    { cause, family: 'usage' },
  );
}
