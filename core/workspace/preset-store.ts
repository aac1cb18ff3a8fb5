import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '#shared/errors';
import { safeFileName, uniqueName } from '#shared/workspace/file-name';
import type { Preset } from '#shared/workspace/preset';
import { formatPresetFile } from '#shared/workspace/preset-file';
import type { PresetFile, SaveResult } from '#shared/workspace/workspace';
import { moveInOrder, removeFromOrder, renameInOrder } from './folder-order.js';
import { freeName, isNumbered } from './free-name.js';
import { readStoredPreset, type StoredPreset } from './preset-tree.js';
import { readWorkspaceFile, writeWorkspaceFile } from './workspace-files.js';
import {
  entryNotFound,
  folderOf,
  idIn,
  isPresetId,
  nameOf,
  ORDER_FILE,
  PRESET_EXTENSION,
  presetPath,
} from './workspace-paths.js';

interface PresetToSave {
  /** `null` for a new preset in `folder`. */
  readonly id: string | null;
  readonly folder: string;
  /** The revision that was opened; `null` when the file must not exist. */
  readonly revision: string | null;
  readonly preset: Preset;
}

/** Stores presets and their folders as files. Every change is on disk when the method returns. */
export interface PresetStore {
  read(id: string): PresetFile;
  save(request: PresetToSave): SaveResult<PresetFile>;
  duplicate(id: string): PresetFile;
  remove(id: string): void;
  restore(): PresetFile;
  move(id: string, folder: string, before: string | null): string;
  createFolder(folder: string, name: string): string;
  renameFolder(id: string, name: string): string;
  removeFolder(id: string): void;
}

/** @param workspace - Returns the current workspace folder; called every time. */
export function createPresetStore(workspace: () => string): PresetStore {
  let removed: { readonly id: string; readonly bytes: Uint8Array } | null = null;
  const pathOf = (id: string): string => presetPath(workspace(), id);

  const stored = (id: string): StoredPreset => {
    const path = pathOf(id);
    const found = isPresetId(id) ? readStoredPreset(id, path) : null;
    if (found === null) throw entryNotFound(id);
    return found;
  };
  const fileOf = ({ id, revision, preset, problem }: StoredPreset): PresetFile => {
    if (preset === null) throw problem ?? entryNotFound(id);
    return { id, revision, preset };
  };
  const create = (folder: string, preset: Preset): PresetFile => {
    const folderPath = pathOf(folder);
    mkdirSync(folderPath, { recursive: true });
    const name = freeName(folderPath, safeFileName(preset.name), PRESET_EXTENSION, null);
    write(join(folderPath, name), preset);
    return fileOf(stored(idIn(folder, name)));
  };
  const write = (path: string, preset: Preset): void => writeWorkspaceFile(path, formatPresetFile(preset));

  /** Renames within its folder, if the name is different. */
  const renameTo = (id: string, wanted: string, extension: string): string => {
    const folder = folderOf(id);
    const own = nameOf(id);
    const stem = own.slice(0, own.length - extension.length);
    if (stem === wanted || isNumbered(stem, wanted)) return id;
    const name = freeName(pathOf(folder), wanted, extension, own);
    renameSync(pathOf(id), join(pathOf(folder), name));
    renameInOrder(pathOf(folder), own, name);
    return idIn(folder, name);
  };

  return {
    read: (id) => fileOf(stored(id)),
    save({ id, folder, revision, preset }) {
      if (id === null) return { kind: 'saved', saved: create(folder, preset) };
      const path = pathOf(id);
      const current = isPresetId(id) ? readStoredPreset(id, path) : null;
      // Saving would destroy the content of a file that cannot be read.
      if (current !== null && current.problem !== null) throw current.problem;
      if ((current?.revision ?? null) !== revision) {
        return {
          kind: 'conflict',
          current: current === null ? null : fileOf(current),
          revision: current?.revision ?? null,
        };
      }
      mkdirSync(dirname(path), { recursive: true });
      write(path, preset);
      const savedAs = renameTo(id, safeFileName(preset.name), PRESET_EXTENSION);
      return { kind: 'saved', saved: fileOf(stored(savedAs)) };
    },
    duplicate(id) {
      const { preset } = fileOf(stored(id));
      const folder = folderOf(id);
      const names = presetNames(pathOf(folder));
      const copy = create(folder, { ...preset, name: uniqueName(preset.name, names) });
      moveInOrder(pathOf(folder), entriesOf(pathOf(folder)), nameOf(copy.id), null);
      return copy;
    },
    remove(id) {
      const path = pathOf(id);
      const bytes = isPresetId(id) ? readWorkspaceFile(path) : null;
      if (bytes === null || bytes === 'too-large') throw entryNotFound(id);
      rmSync(path);
      removed = { id, bytes };
    },
    restore() {
      if (removed === null) throw nothingToRestore();
      const { id, bytes } = removed;
      const folderPath = pathOf(folderOf(id));
      mkdirSync(folderPath, { recursive: true });
      const stem = nameOf(id).slice(0, -PRESET_EXTENSION.length);
      const name = freeName(folderPath, stem, PRESET_EXTENSION, null);
      writeWorkspaceFile(join(folderPath, name), bytes);
      removed = null;
      return fileOf(stored(idIn(folderOf(id), name)));
    },
    move(id, folder, before) {
      const from = pathOf(id);
      if (id === '' || !existsSync(from)) throw entryNotFound(id);
      if (folder === id || folder.startsWith(`${id}/`)) throw movedIntoItself(id);
      const own = nameOf(id);
      const extension = isPresetId(id) ? PRESET_EXTENSION : '';
      const target = pathOf(folder);
      mkdirSync(target, { recursive: true });
      let name = own;
      if (folderOf(id) !== folder) {
        name = freeName(target, own.slice(0, own.length - extension.length), extension, null);
        renameSync(from, join(target, name));
        removeFromOrder(pathOf(folderOf(id)), own);
      }
      moveInOrder(target, entriesOf(target), name, before === null ? null : nameOf(before));
      return idIn(folder, name);
    },
    createFolder(folder, name) {
      const parent = pathOf(folder);
      const free = freeName(parent, safeFileName(name), '', null);
      const id = idIn(folder, free);
      mkdirSync(pathOf(id), { recursive: true });
      return id;
    },
    renameFolder(id, name) {
      if (id === '' || isPresetId(id) || !existsSync(pathOf(id))) throw entryNotFound(id);
      return renameTo(id, safeFileName(name), '');
    },
    removeFolder(id) {
      const path = pathOf(id);
      if (id === '' || isPresetId(id) || !existsSync(path)) throw entryNotFound(id);
      if (readdirSync(path).some((name) => name !== ORDER_FILE)) throw notEmpty(id);
      rmSync(join(path, ORDER_FILE), { force: true });
      rmdirSync(path);
      removeFromOrder(pathOf(folderOf(id)), nameOf(id));
    },
  };
}

function entriesOf(folderPath: string): readonly string[] {
  return readdirSync(folderPath).filter((name) => !name.startsWith('.'));
}

function presetNames(folderPath: string): readonly string[] {
  return entriesOf(folderPath)
    .filter(isPresetId)
    .map((name) => readStoredPreset(name, join(folderPath, name))?.preset?.name ?? name);
}

function movedIntoItself(id: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `The folder “${id}” cannot be moved into itself.`, zh: `不能将文件夹“${id}”移动到其自身内部。` },
    { en: 'Choose another folder.', zh: '请选择其他文件夹。' },
  );
}

function notEmpty(id: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `The folder “${id}” is not empty.`, zh: `文件夹“${id}”不为空。` },
    { en: 'Move or delete its contents first.', zh: '请先移动或删除其中的内容。' },
  );
}

function nothingToRestore(): AppError {
  return new AppError(
    'not-found',
    { en: 'There is no deleted preset to restore.', zh: '没有可恢复的已删除预设。' },
    {
      en: 'Only the last preset deleted since Pushdeck started can be restored.',
      zh: '只能恢复本次启动后最后删除的预设。',
    },
  );
}
