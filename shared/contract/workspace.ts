import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import type { Device } from '../workspace/device.js';
import { deviceFields } from '../workspace/devices-file.js';
import { presetFields } from '../workspace/preset-file.js';
import type { DeviceList, PresetFile, SaveResult, WorkspaceState } from '../workspace/workspace.js';
import { nothing, procedure } from './errors.js';
import { DEVICES_PER_CALL, PAYLOAD_LIMIT } from './message-limits.js';

/** The path of a preset or folder below `presets/`; the core refuses what leads outside. */
const path = z.string().max(1000);
const revision = z.string().max(100).nullable();
const preset = presetFields.extend({ payload: z.string().max(PAYLOAD_LIMIT) });

export const workspace = {
  /** The whole state at once and after every change, also by other programs; closing the view ends it. */
  watch: procedure.output(eventIterator(type<WorkspaceState>())),
  /** Another folder as workspace, `null` for the one in the data folder. Remembered. */
  open: procedure.input(z.object({ folder: z.string().max(4096).nullable() })).output(type<WorkspaceState>()),
  readPreset: procedure.input(z.object({ id: path })).output(type<PresetFile>()),
  /** The presets that have all these words in name, folder, description, topic or payload, best first. */
  searchPresets: procedure
    .input(z.object({ words: z.string().max(500) }))
    .output(type<{ readonly ids: readonly string[] }>()),
  /** A new one: `id` null, with the folder it goes to. A changed name renames the file. */
  savePreset: procedure
    .input(z.object({ id: path.nullable(), folder: path, revision, preset }))
    .output(type<SaveResult<PresetFile>>()),
  duplicatePreset: procedure.input(z.object({ id: path })).output(type<PresetFile>()),
  removePreset: procedure.input(z.object({ id: path })).output(nothing),
  /** Takes back the last removal of a preset; gives where it lies now. */
  restorePreset: procedure.output(type<PresetFile>()),
  /** Drag and drop: into a folder, in front of one of its presets or folders (by id), or at its end. */
  move: procedure
    .input(z.object({ id: path, folder: path, before: path.nullable() }))
    .output(type<{ readonly id: string }>()),
  createFolder: procedure
    .input(z.object({ folder: path, name: z.string().trim().min(1).max(200) }))
    .output(type<{ readonly id: string }>()),
  renameFolder: procedure
    .input(z.object({ id: path, name: z.string().trim().min(1).max(200) }))
    .output(type<{ readonly id: string }>()),
  /** Only an empty one. */
  removeFolder: procedure.input(z.object({ id: path })).output(nothing),
  /** Puts devices in the place of those of the same name, or at the end. */
  saveDevices: procedure
    .input(
      z.object({
        devices: z.array(deviceFields).min(1).max(DEVICES_PER_CALL),
        /** For renaming: the devices that these replace, by name. */
        replacing: z.array(z.string().max(200)).max(DEVICES_PER_CALL).optional(),
        revision,
      }),
    )
    .output(type<SaveResult<DeviceList>>()),
  removeDevices: procedure
    .input(z.object({ names: z.array(z.string().max(200)).min(1).max(DEVICES_PER_CALL), revision }))
    .output(type<SaveResult<DeviceList>>()),
};

/** Compiles only while the schema and {@link Device} describe the same thing. @public */
export const asDevice = (input: z.infer<typeof deviceFields>): Device => input;
