import { closeSync, openSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isFileError, openAtomicFile, PRIVATE_FILE_MODE } from '#core/files/atomic-file';
import { AppError } from '#shared/errors';
import { systemFailure } from '#shared/system-failure';
import type { Terminal } from './terminal.js';

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
export function writeOutputFile(
  terminal: Terminal,
  path: string,
  bytes: Uint8Array,
  options: OutputOptions = {},
): Promise<void> {
  return writeOutputPieces(terminal, path, [bytes], options);
}

/**
 * {@link writeOutputFile} for what is made while it is written. Leaves nothing behind when it fails: what is there would
 * be taken for the whole.
 *
 * @param pieces - Signals of the terminal arrive between two of them. Text is written as UTF-8.
 * @throws what `pieces` throws, too.
 */
export async function writeOutputPieces(
  terminal: Pick<Terminal, 'cwd'>,
  path: string,
  pieces: Iterable<string | Uint8Array>,
  options: OutputOptions = {},
): Promise<void> {
  const target = resolve(terminal.cwd, path);
  const mode = options.secret === true ? PRIVATE_FILE_MODE : 0o644;
  const isNew = options.force !== true;
  const told = <Result>(step: () => Result): Result => {
    try {
      return step();
    } catch (thrown) {
      throw isFileError(thrown, 'EEXIST') ? outputExists(path) : unwritable(path, thrown);
    }
  };
  // Claims the name at once: a rename would replace an existing file without asking.
  if (isNew) told(() => closeSync(openSync(target, 'wx', mode)));
  try {
    // Replaced as a whole: an old file with open permissions must not lend them to a key.
    const file = told(() => openAtomicFile(target, { mode }));
    try {
      for (const piece of pieces) {
        told(() => file.write(piece));
        await setImmediate();
      }
      told(() => file.commit());
    } catch (error) {
      file.discard();
      throw error;
    }
  } catch (error) {
    if (isNew) rmSync(target, { force: true });
    throw error;
  }
}

function outputExists(path: string): AppError {
  return new AppError(
    'output-exists',
    { en: `${path} exists already.`, zh: `${path} 已存在。` },
    { en: 'Choose another name, or add --force to replace it.', zh: '请换一个名称，或使用 --force 覆盖。' },
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
