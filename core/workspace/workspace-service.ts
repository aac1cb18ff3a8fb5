import type { ScenarioFile } from '#shared/scenario/scenario-file';
import type { Device } from '#shared/workspace/device';
import type { Preset } from '#shared/workspace/preset';
import type { DeviceList, PresetFile, SaveResult, WorkspaceState } from '#shared/workspace/workspace';

/**
 * Presets, scenarios and devices as files that a team can share; see `openWorkspace`. Whatever changes them waits for
 * its turn among all processes, and throws AppError `file-busy` when another one hangs.
 */
export interface WorkspaceService {
  state(): WorkspaceState;
  /** The state at once and after every change, also by other programs; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<WorkspaceState>;
  /** `null`: the workspace in the data folder. @throws AppError `not-found`, `data-from-newer-version`. */
  open(folder: string | null): Promise<WorkspaceState>;
  /** Ids of the presets that have all the words, best first. */
  searchPresets(words: string): readonly string[];
  /** Those that are whole; what is wrong with others is in {@link state}. @throws AppError where none can be read. */
  readDevices(): DeviceList;
  /** @throws AppError `not-found`, `data-damaged`, `data-from-newer-version`, `link-refused`. */
  readPreset(id: string): PresetFile;
  /** @throws AppError what keeps the file from being overwritten at all; a conflict is a result. */
  savePreset(request: {
    readonly id: string | null;
    readonly folder: string;
    readonly revision: string | null;
    readonly preset: Preset;
  }): Promise<SaveResult<PresetFile>>;
  duplicatePreset(id: string): Promise<PresetFile>;
  removePreset(id: string): Promise<void>;
  /** Takes back the last removal of this process. */
  restorePreset(): Promise<PresetFile>;
  /** Gives the new id. */
  move(id: string, folder: string, before: string | null): Promise<string>;
  createFolder(folder: string, name: string): Promise<string>;
  renameFolder(id: string, name: string): Promise<string>;
  removeFolder(id: string): Promise<void>;
  /** Also one that cannot be used, with its problem. @throws AppError `not-found`. */
  readScenario(id: string): ScenarioFile;
  /**
   * Writes a scenario in the form of every file here; a changed name renames it.
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
  /** Takes back the last removal of this process. */
  restoreScenario(): Promise<ScenarioFile>;
  /** Adds those whose name is free, and returns the names that are taken: their devices stay as they are. */
  addDevices(devices: readonly Device[]): Promise<readonly string[]>;
  /** A `null` revision puts them into whatever the file holds by now. */
  saveDevices(
    devices: readonly Device[],
    replacing: readonly string[],
    revision: string | null,
  ): Promise<SaveResult<DeviceList>>;
  removeDevices(names: readonly string[], revision: string | null): Promise<SaveResult<DeviceList>>;
  close(): void;
}
