import type { ErrorMessage } from '../errors.js';
import type { Device } from './device.js';
import type { Preset } from './preset.js';

/** A preset in the list. */
export interface PresetSummary {
  /** Its path below `presets/`, with `/` between folders: `Orders/Order shipped.json`. */
  readonly id: string;
  readonly name: string;
  /** The folder it lies in; empty for the top. */
  readonly folder: string;
  /** Changes with every change of the file: hand it back when saving. */
  readonly revision: string;
  readonly description: string;
  readonly topic: string | null;
  readonly pushType: string | null;
  readonly environment: string | null;
  /** Set when the file cannot be used; it is never overwritten then. */
  readonly problem: ErrorMessage | null;
}

/** A scenario in the list. */
export interface ScenarioEntry {
  /** The name of its file below `scenarios/`: `Order delivered.json`. */
  readonly id: string;
  readonly name: string;
  /** Changes with every change of the file: hand it back when saving. */
  readonly revision: string;
  readonly description: string;
  readonly stepCount: number;
  /** Set when the file cannot be used. */
  readonly problem: ErrorMessage | null;
}

/** The workspace as the window shows it. */
export interface WorkspaceState {
  /** The folder on disk. */
  readonly folder: string;
  /** The default one, inside the data folder. */
  readonly isDefault: boolean;
  /** Paths of all folders, in the order in which they are shown: parents first, siblings as the user put them. */
  readonly folders: readonly string[];
  /** In the order in which they are shown within their folder. */
  readonly presets: readonly PresetSummary[];
  /** By name. */
  readonly scenarios: readonly ScenarioEntry[];
  readonly devices: readonly Device[];
  /** Of the file with the devices. */
  readonly devicesRevision: string;
  /** What could not be read, beside single presets. */
  readonly problems: readonly ErrorMessage[];
}

export interface PresetFile {
  readonly id: string;
  readonly revision: string;
  readonly preset: Preset;
}

/**
 * What became of a save. `conflict`: the file on disk is not the one that was opened; nothing was written.
 * Saving again with the revision given here overwrites it, which only a person may decide.
 */
export type SaveResult<Saved> =
  | { readonly kind: 'saved'; readonly saved: Saved }
  /** `current` is `null` when the file is gone. */
  | { readonly kind: 'conflict'; readonly current: Saved | null; readonly revision: string | null };

export interface DeviceList {
  readonly devices: readonly Device[];
  readonly revision: string;
}
