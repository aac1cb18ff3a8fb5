import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, type ErrorMessage } from '#shared/errors';
import type { WorkspaceState } from '#shared/workspace/workspace';
import { newerVersionError, versionOf } from '../files/data-folder.js';
import { type LockPorts, withFileLock } from '../files/file-lock.js';
import { isDeadLock, sweepLeftovers } from '../files/leftovers.js';
import { createPublisher } from '../ports/publisher.js';
import type { SettingsService } from '../settings/settings-service.js';
import { createDeviceStore } from './device-store.js';
import { createPresetStore } from './preset-store.js';
import { createPresetTreeReader, presetSummary, type PresetTree } from './preset-tree.js';
import { createScenarioListReader } from './scenario-list.js';
import { createScenarioStore } from './scenario-store.js';
import { searchPresets } from './search-presets.js';
import { type FolderWatch, watchFolders } from './watch-folder.js';
import { isLink, linkRefused, readWorkspaceFile, refuseLink, writeWorkspaceFile } from './workspace-files.js';
import { LOCK_FILE, PRESETS_FOLDER, SCENARIOS_FOLDER } from './workspace-paths.js';
import type { WorkspaceService } from './workspace-service.js';

const WORKSPACE_VERSION = 1;
const VERSION_FILE = 'pushdeck-workspace.json';

export interface WorkspaceOptions extends LockPorts {
  readonly dataDir: string;
  /** Stores which folder is the workspace. */
  readonly settings: SettingsService;
}

/**
 * Opens the workspace: presets, scenarios and devices as readable files in a folder that can live in a team's
 * repository; by default `workspace` in the data folder. Other programs may change the files at any time.
 */
export function openWorkspace(options: WorkspaceOptions): WorkspaceService {
  const defaultFolder = join(options.dataDir, 'workspace');
  const folder = (): string => options.settings.get().workspaceFolder ?? defaultFolder;
  const tree = createPresetTreeReader();
  const presets = createPresetStore(folder);
  const scenarioList = createScenarioListReader();
  const scenarios = createScenarioStore(folder);
  const devices = createDeviceStore(folder);
  const changed = createPublisher<null>();
  let watcher: FolderWatch | undefined;
  /** The folder that was already searched for leftovers of killed writers. */
  let swept: string | undefined;
  let shown: { readonly text: string; readonly state: WorkspaceState } | undefined;

  const state = (): WorkspaceState => {
    const read = tree.read(folder());
    const { problem, ...list } = devices.read();
    const { scenarios: listed, problem: noScenarios } = scenarioList.read(folder());
    const refused = [problem, noScenarios, ...read.problems].filter((found) => found !== null);
    const folders = unlinkedFolders(folder(), read);
    watcher?.watch(folders);
    if (swept !== folder()) {
      for (const path of folders) sweepLeftovers(path, options.clock.now());
      swept = folder();
      const lock = join(swept, LOCK_FILE);
      // Taken over and released, so that it does not stay in a team's repository until the next change.
      if (!isLink(lock) && isDeadLock(lock))
        withFileLock(lock, options, () => undefined).catch(() => undefined);
    }
    const next: WorkspaceState = {
      folder: folder(),
      isDefault: folder() === defaultFolder,
      folders: read.folders,
      presets: read.presets.map(presetSummary),
      scenarios: listed,
      devices: list.devices,
      devicesRevision: list.revision,
      problems: [...problemsOf(folder(), defaultFolder), ...refused.map((found) => found.toMessage())],
    };
    const text = stateKey(next);
    if (shown?.text !== text) shown = { text, state: next };
    return shown.state;
  };
  /** Runs one change at a time, across all processes, so that it replaces exactly what it has read. */
  const withLock = async <Result>(change: () => Result): Promise<Result> => {
    const place = folder();
    checkUsable(place, defaultFolder);
    mkdirSync(place, { recursive: true });
    refuseLink(join(place, LOCK_FILE));
    const result = await withFileLock(join(place, LOCK_FILE), options, () => {
      const changedTo = change();
      markVersion(place);
      return changedTo;
    });
    changed.publish(null);
    return result;
  };

  return {
    state,
    watch,
    async open(chosen) {
      const path = chosen === null ? null : resolve(chosen);
      if (path !== null) {
        if (!isFolder(path)) throw folderNotFound(path);
        checkVersion(path);
      }
      await options.settings.update({ workspaceFolder: path === defaultFolder ? null : path });
      changed.publish(null);
      return state();
    },
    searchPresets: (words) => searchPresets(tree.read(folder()).presets, words),
    readDevices() {
      const { problem, ...list } = devices.read();
      if (problem !== null && list.devices.length === 0) throw problem;
      return list;
    },
    readPreset: (id) => presets.read(id),
    savePreset: (request) => withLock(() => presets.save(request)),
    duplicatePreset: (id) => withLock(() => presets.duplicate(id)),
    removePreset: (id) => withLock(() => presets.remove(id)),
    restorePreset: () => withLock(() => presets.restore()),
    move: (id, into, before) => withLock(() => presets.move(id, into, before)),
    createFolder: (into, name) => withLock(() => presets.createFolder(into, name)),
    renameFolder: (id, name) => withLock(() => presets.renameFolder(id, name)),
    removeFolder: (id) => withLock(() => presets.removeFolder(id)),
    readScenario: (id) => scenarios.read(id),
    saveScenario: (request) => withLock(() => scenarios.save(request)),
    removeScenario: (id) => withLock(() => scenarios.remove(id)),
    restoreScenario: () => withLock(() => scenarios.restore()),
    addDevices: (given) => withLock(() => devices.add(given)),
    saveDevices: (given, replacing, revision) => withLock(() => devices.save(given, replacing, revision)),
    removeDevices: (names, revision) => withLock(() => devices.remove(names, revision)),
    close: stopWatching,
  };

  async function* watch(signal: AbortSignal): AsyncGenerator<WorkspaceState, void> {
    const changes = changed.stream(signal, 1);
    watcher ??= watchFolders(() => changed.publish(null), options.clock);
    let last: WorkspaceState | undefined;
    try {
      while (!isAborted(signal)) {
        const now = state();
        if (now !== last) yield now;
        last = now;
        await changes.next();
      }
    } finally {
      await changes.return();
      if (!changed.hasListeners()) stopWatching();
    }
  }

  function stopWatching(): void {
    watcher?.stop();
    watcher = undefined;
  }
}

/** A function, because the compiler assumes that nothing changes during a `yield`. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** The workspace folder and its subfolders, except links. */
function unlinkedFolders(folder: string, tree: PresetTree): readonly string[] {
  const presets = join(folder, PRESETS_FOLDER);
  const below = [presets, join(folder, SCENARIOS_FOLDER), ...tree.folders.map((id) => join(presets, id))];
  return [folder, ...below.filter((path) => !isLink(path))];
}

/** Equal for equal states. Devices are compared by the revision of their file. */
function stateKey(state: WorkspaceState): string {
  return JSON.stringify({ ...state, devices: null });
}

function problemsOf(folder: string, defaultFolder: string): readonly ErrorMessage[] {
  try {
    checkUsable(folder, defaultFolder);
    const versionFile = join(folder, VERSION_FILE);
    return isLink(versionFile) ? [linkRefused(versionFile).toMessage()] : [];
  } catch (error) {
    if (error instanceof AppError) return [error.toMessage()];
    throw error;
  }
}

function checkUsable(folder: string, defaultFolder: string): void {
  if (folder !== defaultFolder && !isFolder(folder)) throw folderNotFound(folder);
  checkVersion(folder);
}

function checkVersion(folder: string): void {
  const path = join(folder, VERSION_FILE);
  let version: number | null = null;
  try {
    version = versionOf(JSON.parse(readWorkspaceFile(path)?.toString('utf8') ?? 'null'));
  } catch {
    // Damaged or a link. Each file in the folder has its own version; this one only allows an early check.
  }
  if (version !== null && version > WORKSPACE_VERSION) {
    throw newerVersionError(path, version, WORKSPACE_VERSION);
  }
}

function markVersion(folder: string): void {
  const path = join(folder, VERSION_FILE);
  if (isLink(path) || readWorkspaceFile(path) !== null) return;
  writeWorkspaceFile(path, `${JSON.stringify({ version: WORKSPACE_VERSION }, null, 2)}\n`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function folderNotFound(path: string): AppError {
  return new AppError(
    'not-found',
    { en: `There is no folder ${path}.`, zh: `文件夹 ${path} 不存在。` },
    {
      en: 'It may be on a drive that is not connected. Connect it, or open another folder as the workspace.',
      zh: '它可能位于未连接的磁盘上。请连接该磁盘，或打开其他文件夹作为工作区。',
    },
  );
}
