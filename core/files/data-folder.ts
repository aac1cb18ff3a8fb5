import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, resolve, win32 } from 'node:path';
import { AppError } from '#shared/errors';
import { systemFailure } from '#shared/system-failure';
import type { LocalizedText } from '#shared/text/localized-text';
import {
  asideFiles,
  isFileError,
  moveAside,
  PRIVATE_FILE_MODE,
  readFileIfPresent,
  writeFileAtomically,
} from './atomic-file.js';

/** The version of the data folder's layout. */
const DATA_FOLDER_VERSION = 1;
const VERSION_FILE = 'pushdeck-data.json';

/**
 * The default data folder: `PUSHDECK_DATA_DIR`, else the platform's folder for application data.
 *
 * @param env - The process's environment variables.
 * @param platform - As in `process.platform`.
 * @param home - The user's home folder; `null` where it is unknown.
 * @throws AppError `no-home-folder` when it is needed and unknown.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (relative paths must be ignored)
 */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string | null,
): string {
  const chosen = env['PUSHDECK_DATA_DIR'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') {
    const roaming = env['APPDATA'];
    return win32.join(
      roaming !== undefined && win32.isAbsolute(roaming)
        ? roaming
        : win32.join(home ?? throwNoHome(), 'AppData', 'Roaming'),
      'Pushdeck',
    );
  }
  if (platform === 'darwin')
    return posix.join(home ?? throwNoHome(), 'Library', 'Application Support', 'Pushdeck');
  const xdg = env['XDG_DATA_HOME'];
  const base =
    xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home ?? throwNoHome(), '.local', 'share');
  return posix.join(base, 'pushdeck');
}

function throwNoHome(): never {
  throw new AppError(
    'no-home-folder',
    {
      en: 'This user has no home folder, so Pushdeck has no place to store its data.',
      zh: '当前用户没有主目录，无法确定 Pushdeck 数据的存放位置。',
    },
    {
      en: 'Choose a folder with --data-dir or PUSHDECK_DATA_DIR, or set HOME.',
      zh: '请用 --data-dir 或 PUSHDECK_DATA_DIR 指定文件夹，或设置 HOME。',
    },
  );
}

/** Node's own `recursive` never returns in a folder that accepts no entries, such as `/proc/1`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process has created it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

/**
 * Opens the data folder: creates it if it is missing, accessible to the owner only, checks that it can be written,
 * and that no newer version of Pushdeck made it.
 *
 * @param onProblem - Called when the folder cannot be written at the moment (a full disk, a read-only file system),
 *   so that everything that does not write can go on. Absent, that is thrown.
 * @returns its absolute path.
 * @throws AppError `data-folder-unwritable` for a path that cannot be a folder, `data-from-newer-version`, or a
 *   code of `systemFailure`, before anything was changed.
 */
export function openDataFolder(dir: string, onProblem?: (problem: AppError) => void): string {
  const path = resolve(dir);
  try {
    makeFolder(path);
    if (!statSync(path).isDirectory()) throw new Error('not a folder');
    checkWritable(join(path, `.write-test-${process.pid}`));
    checkVersion(join(path, VERSION_FILE));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const problem = unwritable(path, error);
    if (onProblem === undefined || problem.code === 'data-folder-unwritable') throw problem;
    onProblem(problem);
    checkFolderVersion(path);
  }
  return path;
}

function checkWritable(probe: string): void {
  try {
    // Not empty, since an empty file can be created on a full disk.
    writeFileSync(probe, 'pushdeck', { mode: PRIVATE_FILE_MODE });
  } finally {
    rmSync(probe, { force: true });
  }
}

/** The version number in parsed JSON; `null` if there is none. */
export function versionOf(parsed: unknown): number | null {
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed)) return null;
  return typeof parsed.version === 'number' ? parsed.version : null;
}

/** The error for a file of a newer version, which is refused because saving it would lose what is new in it. */
export function newerVersionError(path: string, found: number, known: number): AppError {
  return new AppError(
    'data-from-newer-version',
    {
      en: `${path} was written by a newer Pushdeck (format ${found}; this one knows up to ${known}).`,
      zh: `${path} 由更新版本的 Pushdeck 写入（格式 ${found}，当前版本最多支持 ${known}）。`,
    },
    {
      en: 'Update Pushdeck, or point it to another data folder with --data-dir. The file was left as it is.',
      zh: '请升级 Pushdeck，或用 --data-dir 指定另一个数据文件夹。该文件未被改动。',
    },
  );
}

/**
 * Sets a damaged file aside, so that a new one can take its place.
 *
 * @returns the problem to report. If the folder cannot be written, the file stays and the problem says so.
 */
export function putAside(path: string, cause: unknown): AppError {
  try {
    return damagedFileError(path, moveAside(path), cause);
  } catch (error) {
    // Another process has set it aside meanwhile.
    if (isFileError(error, 'ENOENT')) return damagedFileError(path, asideFiles(path).at(-1) ?? path, cause);
    if (systemFailure(error) === null) throw error;
    return new AppError(
      'data-damaged',
      damagedText(path),
      {
        en: 'It was left in place, because the folder cannot be written, and is not used.',
        zh: '由于文件夹无法写入，该文件保留在原处且不会被使用。',
      },
      { cause },
    );
  }
}

function damagedFileError(path: string, keptAs: string, cause: unknown): AppError {
  return new AppError(
    'data-damaged',
    damagedText(path),
    {
      en: `It was kept as ${keptAs}, and a new one is used instead. Repair it by hand and put it back, or delete it.`,
      zh: `原文件已保留为 ${keptAs}，现改用全新的文件。你可以手动修复后放回原处，也可以将其删除。`,
    },
    { cause },
  );
}

function damagedText(path: string): LocalizedText {
  return { en: `${path} is damaged and could not be read.`, zh: `${path} 已损坏，无法读取。` };
}

function checkVersion(path: string): void {
  if (checkFolderVersion(dirname(path)) === DATA_FOLDER_VERSION) return;
  // Every file in the folder has its own version, so losing this one does no harm.
  if (existsSync(path)) moveAside(path);
  writeFileAtomically(path, `${JSON.stringify({ version: DATA_FOLDER_VERSION }, null, 2)}\n`);
}

/** @returns the version of the folder; `null` if it cannot be read. */
function checkFolderVersion(folder: string): number | null {
  const path = join(folder, VERSION_FILE);
  const bytes = existsSync(path) ? readFileIfPresent(path) : null;
  const version = bytes === null ? null : parseVersion(bytes);
  if (version !== null && version > DATA_FOLDER_VERSION) {
    throw newerVersionError(path, version, DATA_FOLDER_VERSION);
  }
  return version;
}

function parseVersion(bytes: Buffer): number | null {
  try {
    return versionOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

function unwritable(path: string, cause: unknown): AppError {
  const failure = systemFailure(cause, path);
  if (failure !== null) {
    const { code, text, hint } = failure;
    return new AppError(
      code,
      {
        en: `${text.en} Nothing is stored in the data folder: sending goes on without history.`,
        zh: `${text.zh}数据文件夹不会保存任何内容：发送会继续，但没有历史记录。`,
      },
      hint,
      { cause },
    );
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'data-folder-unwritable',
    {
      en: `The data folder ${path} cannot be written: ${why}`,
      zh: `无法写入数据文件夹 ${path}：${why}`,
    },
    {
      en: 'Make it writable for your user, or choose another one with --data-dir or PUSHDECK_DATA_DIR.',
      zh: '请为当前用户授予写入权限，或通过 --data-dir 或 PUSHDECK_DATA_DIR 指定另一个文件夹。',
    },
    { cause },
  );
}
