import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { AppError } from '#shared/errors';
import { isFileError, writeFileAtomically } from '../files/atomic-file.js';

// A workspace may come from a repository that someone else has written. A link in it could lead anywhere, so
// nothing in it is read, written, renamed, deleted or watched through a link.

/** Readable by others, like any file in a repository; the default workspace is in a private folder. */
const FILE_MODE = 0o644;

/** True for a symbolic link, even a broken one, and for a Windows junction. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** @throws AppError `link-refused` if the path is a link. */
export function refuseLink(path: string): void {
  if (isLink(path)) throw linkRefused(path);
}

/**
 * Reads a file of the workspace; `null` if it does not exist.
 *
 * @param limitBytes - Larger files return `too-large`.
 * @throws AppError `link-refused`, or an error of the file system.
 */
export function readWorkspaceFile(path: string, limitBytes = Infinity): Buffer | 'too-large' | null {
  refuseLink(path);
  let descriptor: number;
  try {
    // Does not follow a link that has just replaced the file, and does not block on a pipe.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw isFileError(error, 'ELOOP', 'EMLINK') ? linkRefused(path) : error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw notAFile(path);
    return stats.size > limitBytes ? 'too-large' : readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes a file of the workspace atomically. A link that takes its place meanwhile is replaced, not followed.
 *
 * @throws AppError `link-refused`, or an error of the file system.
 */
export function writeWorkspaceFile(path: string, content: string | Uint8Array): void {
  refuseLink(path);
  writeFileAtomically(path, content, { mode: FILE_MODE, followLink: false });
}

/** The error for a link, which names the link and its target. */
export function linkRefused(path: string): AppError {
  const to = targetOf(path);
  return new AppError(
    'link-refused',
    {
      en: `${path} is a link${to === null ? '' : ` to ${to}`}, and links in a workspace are not followed.`,
      zh: `${path} 是链接${to === null ? '' : `（指向 ${to}）`}，Pushdeck 不会跟随工作区中的链接。`,
    },
    {
      en: 'It could lead out of the workspace. Put the file or folder itself in its place, or delete the link.',
      zh: '链接可能指向工作区之外。请用文件或文件夹本身替换它，或删除该链接。',
    },
  );
}

function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function notAFile(path: string): AppError {
  return new AppError(
    'data-damaged',
    { en: `${path} is not a file.`, zh: `${path} 不是文件。` },
    { en: 'Move it out of the workspace.', zh: '请将其移出工作区。' },
  );
}
