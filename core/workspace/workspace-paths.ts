import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { refuseLink } from './without-links.js';

/** The folder of the presets within a workspace. */
export const PRESETS_FOLDER = 'presets';
/** The folder of the scenarios within a workspace. */
export const SCENARIOS_FOLDER = 'scenarios';
/** The file that keeps the order of a folder's entries. */
export const ORDER_FILE = '.order.json';
/** Beside the files that it guards, because a workspace on a shared drive has writers on several machines. */
export const LOCK_FILE = '.pushdeck.lock';
export const PRESET_EXTENSION = '.json';
/** Folders within folders; more is a mistake or an attack. */
export const DEPTH_LIMIT = 10;

/**
 * The place on disk of a preset or folder.
 *
 * @param id - Its path below `presets/`, `/` between folders; empty for that folder itself.
 * @throws AppError `bad-argument` for a path that could lead outside, `link-refused` for one with a link in it.
 */
export function placeOf(workspace: string, id: string): string {
  return placeIn(workspace, PRESETS_FOLDER, id);
}

/**
 * The place on disk of a scenario.
 *
 * @param id - The name of its file; empty for the folder of all scenarios.
 * @throws AppError `bad-argument` for a name that could lead outside, `link-refused`.
 */
export function placeOfScenario(workspace: string, id: string): string {
  return placeIn(workspace, SCENARIOS_FOLDER, id);
}

function placeIn(workspace: string, root: string, id: string): string {
  const names = id === '' ? [] : id.split('/');
  if (names.length > DEPTH_LIMIT + 1 || !names.every(isPlainName)) {
    throw new AppError(
      'bad-argument',
      { en: `“${id}” is not a place in the workspace.`, zh: `“${id}”不是工作区中的有效位置。` },
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

/** The folder part of an id; empty for the top. */
export function folderOf(id: string): string {
  return id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '';
}

/** The last part of an id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** A name within a folder, as an id. */
export function idIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** True for a preset's id, false for a folder's. */
export function isPresetId(id: string): boolean {
  return id.endsWith(PRESET_EXTENSION);
}

/** True for the name of a scenario's file: they lie side by side, in no folders of their own. */
export function isScenarioId(id: string): boolean {
  return id.endsWith(PRESET_EXTENSION) && !id.includes('/');
}

export function notFound(id: string): AppError {
  return new AppError(
    'not-found',
    {
      en: `There is no “${id}” in the workspace any more.`,
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
