import type { ScenarioFile } from '#shared/scenario/scenario-file';
import type { Device } from '#shared/workspace/device';
import type { Preset } from '#shared/workspace/preset';
import type { DeviceList, PresetFile, SaveResult, WorkspaceState } from '#shared/workspace/workspace';

/**
 * Presets, scenarios and devices as files that a team can share; see `openWorkspace`. Methods that change them take
 * a lock between processes, and throw AppError `file-busy` when another process hangs.
 */
export interface WorkspaceService {
  state(): WorkspaceState;
  /** Yields the state at once and after every change, including those by other programs, until the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<WorkspaceState>;
  /**
   * Opens another folder; `null` for the one in the data folder. @throws AppError `not-found`,
   * `data-from-newer-version`.
   */
  open(folder: string | null): Promise<WorkspaceState>;
  /** IDs of the presets that contain all words, best match first. */
  searchPresets(words: string): readonly string[];
  /**
   * The devices that could be read; problems with others are in {@link state}. @throws AppError if none could be
   * read.
   */
  readDevices(): DeviceList;
  /** @throws AppError `not-found`, `data-damaged`, `data-from-newer-version`, `link-refused`. */
  readPreset(id: string): PresetFile;
  /** @throws AppError if the file must not be overwritten; a conflict is a result. */
  savePreset(request: {
    readonly id: string | null;
    readonly folder: string;
    readonly revision: string | null;
    readonly preset: Preset;
  }): Promise<SaveResult<PresetFile>>;
  duplicatePreset(id: string): Promise<PresetFile>;
  removePreset(id: string): Promise<void>;
  /** Undoes the last removal by this process. */
  restorePreset(): Promise<PresetFile>;
  /** Returns the new ID. */
  move(id: string, folder: string, before: string | null): Promise<string>;
  createFolder(folder: string, name: string): Promise<string>;
  renameFolder(id: string, name: string): Promise<string>;
  removeFolder(id: string): Promise<void>;
  /** Returns an unusable scenario with its problem. @throws AppError `not-found`. */
  readScenario(id: string): ScenarioFile;
  /**
   * Formats and saves a scenario; a changed name renames its file.
   *
   * @throws AppError `bad-scenario`; a conflict is a result.
   */
  saveScenario(request: {
    /** `null`: a new one. */
    readonly id: string | null;
    readonly revision: string | null;
    readonly text: string;
  }): Promise<SaveResult<ScenarioFile>>;
  removeScenario(id: string): Promise<void>;
  /** Undoes the last removal by this process. */
  restoreScenario(): Promise<ScenarioFile>;
  /** Adds the devices whose names are free, and returns the names that are taken. */
  addDevices(devices: readonly Device[]): Promise<readonly string[]>;
  /** @param revision - The revision that the change is based on; `null` to save whatever the file contains now. */
  saveDevices(
    devices: readonly Device[],
    replacing: readonly string[],
    revision: string | null,
  ): Promise<SaveResult<DeviceList>>;
  removeDevices(names: readonly string[], revision: string | null): Promise<SaveResult<DeviceList>>;
  close(): void;
}
