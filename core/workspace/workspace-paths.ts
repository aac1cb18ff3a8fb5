import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { refuseLink } from './workspace-files.js';

/** The presets folder within a workspace. */
export const PRESETS_FOLDER = 'presets';
/** The scenarios folder within a workspace. */
export const SCENARIOS_FOLDER = 'scenarios';
/** The file that keeps the order of a folder's entries. */
export const ORDER_FILE = '.order.json';
/** In the workspace, because a workspace on a shared drive has writers on several machines. */
export const LOCK_FILE = '.pushdeck.lock';
export const PRESET_EXTENSION = '.json';
/** Maximum nesting of folders; more is a mistake or an attack. */
export const DEPTH_LIMIT = 10;

/**
 * The path of a preset or folder.
 *
 * @param id - Its path below `presets/` with `/` as separator; empty for that folder itself.
 * @throws AppError `bad-argument` for a path that could lead outside, `link-refused` for a path that contains a
 *   link.
 */
export function presetPath(workspace: string, id: string): string {
  return pathIn(workspace, PRESETS_FOLDER, id);
}

/**
 * The path of a scenario.
 *
 * @param id - Its file name; empty for the scenarios folder.
 * @throws AppError `bad-argument` for a name that could lead outside, `link-refused`.
 */
export function scenarioPath(workspace: string, id: string): string {
  return pathIn(workspace, SCENARIOS_FOLDER, id);
}

function pathIn(workspace: string, root: string, id: string): string {
  const names = id === '' ? [] : id.split('/');
  if (names.length > DEPTH_LIMIT + 1 || !names.every(isPlainName)) {
    throw new AppError(
      'bad-argument',
      { en: `“${id}” is not a valid path in the workspace.`, zh: `“${id}”不是工作区中的有效位置。` },
      {
        en: 'Use names without “..” and without a leading dot, with / between folders.',
        zh: '名称不能包含“..”，也不能以点开头；文件夹之间用 / 分隔。',
      },
    );
  }
  let path = workspace;
  for (const name of [root, ...names]) {
    path = join(path, name);
    refuseLink(path);
  }
  return path;
}

/** The folder part of an ID; empty at the top level. */
export function folderOf(id: string): string {
  return id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '';
}

/** The last part of an ID. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The ID of a name within a folder. */
export function idIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** True for the ID of a preset, false for that of a folder. */
export function isPresetId(id: string): boolean {
  return id.endsWith(PRESET_EXTENSION);
}

/** True for the file name of a scenario. Scenarios have no subfolders. */
export function isScenarioId(id: string): boolean {
  return id.endsWith(PRESET_EXTENSION) && !id.includes('/');
}

export function entryNotFound(id: string): AppError {
  return new AppError(
    'not-found',
    {
      en: `“${id}” is no longer in the workspace.`,
      zh: `工作区中已经没有“${id}”。`,
    },
    {
      en: 'It may have been renamed, moved or deleted by another program.',
      zh: '它可能已被其他程序重命名、移动或删除。',
    },
  );
}

function isPlainName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[\\/:\0]/.test(name);
}
