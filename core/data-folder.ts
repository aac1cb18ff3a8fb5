import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, resolve, win32 } from 'node:path';
import { AppError } from '#shared/errors';
import { moveAside, PRIVATE_FILE_MODE, readFileIfPresent, writeFileAtomically } from './files/atomic-file.js';

/** The layout of the data folder as this version writes it. */
export const DATA_FOLDER_VERSION = 1;
const VERSION_FILE = 'pushdeck-data.json';

/**
 * Where Pushdeck keeps its data when nobody says otherwise: `PUSHDECK_DATA_DIR`, else the platform's folder for
 * application data.
 *
 * @param env - The process's environment variables.
 * @param platform - As `process.platform` names it.
 * @param home - The user's home folder.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative path there is to be ignored)
 */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const chosen = env['PUSHDECK_DATA_DIR'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') {
    const roaming = env['APPDATA'];
    return win32.join(
      roaming !== undefined && win32.isAbsolute(roaming) ? roaming : win32.join(home, 'AppData', 'Roaming'),
      'Pushdeck',
    );
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Pushdeck');
  const xdg = env['XDG_DATA_HOME'];
  const base = xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share');
  return posix.join(base, 'pushdeck');
}

/** Not Node's own `recursive`, which tries for ever where a folder exists but takes none, such as `/proc/1`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
}

/**
 * Makes the data folder usable: creates it for its owner alone where it is missing, proves that it can be
 * written, and checks that no newer version of Pushdeck made it.
 *
 * @returns its absolute path.
 * @throws AppError `data-folder-unwritable`, `data-from-newer-version`. Nothing was changed then.
 */
export function openDataFolder(dir: string): string {
  const path = resolve(dir);
  try {
    makeFolder(path);
    if (!statSync(path).isDirectory()) throw new Error('not a folder');
    const probe = join(path, `.write-test-${process.pid}`);
    writeFileSync(probe, '', { mode: PRIVATE_FILE_MODE });
    rmSync(probe, { force: true });
  } catch (error) {
    throw unwritable(path, error);
  }
  checkVersion(join(path, VERSION_FILE));
  return path;
}

/** The version number inside parsed JSON; `null` where there is none. */
export function versionOf(parsed: unknown): number | null {
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed)) return null;
  return typeof parsed.version === 'number' ? parsed.version : null;
}

/** A file of ours whose version this program does not know: refused, because saving it would lose what is new in it. */
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

/** A file of ours that could not be understood and was kept under another name. */
export function damagedFileError(path: string, keptAs: string, cause: unknown): AppError {
  return new AppError(
    'data-damaged',
    {
      en: `${path} is damaged and could not be read.`,
      zh: `${path} 已损坏，无法读取。`,
    },
    {
      en: `It was kept as ${keptAs}, and a fresh one is used instead. Repair it by hand and put it back, or delete it.`,
      zh: `原文件已保留为 ${keptAs}，现改用全新的文件。你可以手动修复后放回原处，也可以将其删除。`,
    },
    { cause },
  );
}

function checkVersion(path: string): void {
  const bytes = readFileIfPresent(path);
  if (bytes !== null) {
    const version = parseVersion(bytes);
    if (version !== null && version > DATA_FOLDER_VERSION) {
      throw newerVersionError(path, version, DATA_FOLDER_VERSION);
    }
    if (version === DATA_FOLDER_VERSION) return;
    // Every file in the folder has a version of its own, so a lost mark here endangers nothing.
    moveAside(path);
  }
  writeFileAtomically(path, `${JSON.stringify({ version: DATA_FOLDER_VERSION }, null, 2)}\n`);
}

function parseVersion(bytes: Buffer): number | null {
  try {
    return versionOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

function unwritable(path: string, cause: unknown): AppError {
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
