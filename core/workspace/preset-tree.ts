import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors';
import type { Preset } from '#shared/workspace/preset';
import { PRESET_FILE_VERSION, readPresetFile } from '#shared/workspace/preset-file';
import type { PresetSummary } from '#shared/workspace/workspace';
import { isFileError } from '../files/atomic-file.js';
import { newerVersionError } from '../files/data-folder.js';
import { sortByFolderOrder } from './folder-order.js';
import { isLink, linkRefused, readWorkspaceFile } from './workspace-files.js';
import { DEPTH_LIMIT, idIn, isPresetId, ORDER_FILE, PRESETS_FOLDER } from './workspace-paths.js';

/** Maximum number of presets shown. */
const PRESET_LIMIT = 10_000;
/** Maximum number of links reported one by one. */
const LINK_LIMIT = 20;
/** Unit: bytes. */
export const FILE_LIMIT_BYTES = 40 * 1024 * 1024;

/** A preset file on disk. */
export interface StoredPreset {
  readonly id: string;
  readonly path: string;
  readonly revision: string;
  /** `null` if the file cannot be used; see `problem`. */
  readonly preset: Preset | null;
  readonly problem: AppError | null;
}

export interface PresetTree {
  readonly folders: readonly string[];
  readonly presets: readonly StoredPreset[];
  /** Problems with links in place of folders, of order files, or of the presets folder. */
  readonly problems: readonly AppError[];
}

/** Reads all presets; later calls reread only changed files. */
export interface PresetTreeReader {
  read(workspace: string): PresetTree;
}

export function createPresetTreeReader(): PresetTreeReader {
  let known = new Map<string, { readonly mark: string; readonly stored: StoredPreset }>();
  return {
    read(workspace) {
      const folders: string[] = [];
      const presets: StoredPreset[] = [];
      const problems: AppError[] = [];
      const refuse = (path: string): void => {
        if (problems.length < LINK_LIMIT) problems.push(linkRefused(path));
      };
      const seen: typeof known = new Map();
      const visit = (folder: string, depth: number): void => {
        const path = join(workspace, PRESETS_FOLDER, ...folder.split('/'));
        const entries = list(path);
        if (isLink(join(path, ORDER_FILE))) refuse(join(path, ORDER_FILE));
        const ordered = sortByFolderOrder(path, [...entries.keys()]);
        for (const name of ordered) {
          const id = idIn(folder, name);
          if (entries.get(name)?.isDirectory() === true) {
            if (depth === DEPTH_LIMIT) continue;
            folders.push(id);
            visit(id, depth + 1);
          } else if (!isPresetId(name)) {
            refuse(join(path, name));
          } else if (presets.length < PRESET_LIMIT) {
            const file = join(path, name);
            const stamp = fileStamp(file);
            if (stamp === null) continue;
            const before = known.get(file);
            const stored = before?.mark === stamp ? before.stored : readStoredPreset(id, file);
            if (stored === null) continue;
            seen.set(file, { mark: stamp, stored });
            presets.push(stored);
          }
        }
      };
      const root = join(workspace, PRESETS_FOLDER);
      if (isLink(root)) refuse(root);
      else visit('', 0);
      known = seen;
      return { folders, presets, problems };
    },
  };
}

/** Reads one preset file; `null` if it does not exist. */
export function readStoredPreset(id: string, path: string): StoredPreset | null {
  let bytes: Buffer | 'too-large' | null;
  try {
    bytes = readWorkspaceFile(path, FILE_LIMIT_BYTES);
  } catch (error) {
    return unusablePreset(id, path, '', toReadProblem(path, error));
  }
  if (bytes === null) return null;
  if (bytes === 'too-large') return unusablePreset(id, path, '', fileTooLarge(path));
  const revision = revisionOf(bytes);
  const reading = readPresetFile(bytes.toString('utf8'));
  switch (reading.kind) {
    case 'preset':
      return { id, path, revision, preset: reading.preset, problem: null };
    case 'newer':
      return unusablePreset(
        id,
        path,
        revision,
        newerVersionError(path, reading.version, PRESET_FILE_VERSION),
      );
    case 'damaged':
      return unusablePreset(id, path, revision, damagedFile(path, reading.why));
  }
}

/** The revision of a file: equal for equal content. */
export function revisionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** The entry of a preset in the list. */
export function presetSummary({ id, revision, preset, problem }: StoredPreset): PresetSummary {
  const slash = id.lastIndexOf('/');
  return {
    id,
    folder: slash === -1 ? '' : id.slice(0, slash),
    name: preset?.name ?? id.slice(slash + 1),
    revision,
    description: preset?.description ?? '',
    topic: preset?.headers.topic ?? null,
    pushType: preset?.headers.pushType ?? null,
    environment: preset?.environment?.kind ?? null,
    problem: problem?.toMessage() ?? null,
  };
}

/** The problem of a workspace file that cannot be read. The file is left alone for the user to repair. */
export function damagedFile(path: string, why: string): AppError {
  return new AppError(
    'data-damaged',
    { en: `${path} cannot be read: ${why}`, zh: `无法读取 ${path}：${why}` },
    {
      en: 'Repair the file in a text editor (it may contain merge conflict markers), or delete it. It was not changed.',
      zh: '请用文本编辑器修复该文件（可能残留了合并冲突标记），或将其删除。文件未被改动。',
    },
  );
}

/** Converts an error of reading a workspace file. */
export function toReadProblem(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  return damagedFile(path, error instanceof Error ? error.message : String(error));
}

/** The problem of a workspace file that is too large to read. */
export function fileTooLarge(path: string): AppError {
  return damagedFile(path, `larger than ${FILE_LIMIT_BYTES / 1024 / 1024} MB`);
}

function unusablePreset(id: string, path: string, revision: string, problem: AppError): StoredPreset {
  return { id, path, revision, preset: null, problem };
}

/** Lists folders, preset files and links, which are shown but not followed. Hidden files are ignored. */
function list(path: string): ReadonlyMap<string, Dirent> {
  try {
    const entries = readdirSync(path, { withFileTypes: true }).filter(
      (entry) =>
        !entry.name.startsWith('.') &&
        (entry.isDirectory() || entry.isSymbolicLink() || (entry.isFile() && isPresetId(entry.name))),
    );
    return new Map(entries.map((entry) => [entry.name, entry]));
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return new Map();
    throw error;
  }
}

/** Changes whenever the file changes; `null` if it is gone. */
export function fileStamp(path: string): string | null {
  try {
    const { mtimeMs, size, ino } = lstatSync(path);
    return `${mtimeMs}:${size}:${ino}`;
  } catch {
    return null;
  }
}
