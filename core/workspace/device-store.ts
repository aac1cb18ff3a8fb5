import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import type { Device } from '#shared/workspace/device';
import { DEVICES_FILE_VERSION, formatDevicesFile, readDevicesFile } from '#shared/workspace/devices-file';
import type { DeviceList, SaveResult } from '#shared/workspace/workspace';
import { newerVersionError } from '../files/data-folder.js';
import { damagedFile, FILE_LIMIT_BYTES, fileTooLarge, revisionOf, toReadProblem } from './preset-tree.js';
import { readWorkspaceFile, writeWorkspaceFile } from './workspace-files.js';

const DEVICES_FILE = 'devices.json';
/** The revision of a file that does not exist. */
const NO_FILE = 'none';

export interface DeviceStore {
  /** Never throws: for a damaged file it returns the problem, with the devices that could be read. */
  read(): DeviceList & { readonly problem: AppError | null };
  /**
   * Adds the devices whose names are free.
   *
   * @returns the names that are taken; those devices stay unchanged.
   * @throws the file's problem: it is not overwritten.
   */
  add(devices: readonly Device[]): readonly string[];
  /**
   * Replaces the devices named in `replacing` or with the same name, and appends the others.
   *
   * @param revision - The revision that the change is based on; `null` to save whatever the file contains now.
   * @throws the file's problem: it is not overwritten.
   */
  save(
    devices: readonly Device[],
    replacing: readonly string[],
    revision: string | null,
  ): SaveResult<DeviceList>;
  remove(names: readonly string[], revision: string | null): SaveResult<DeviceList>;
}

/** @param workspace - Returns the current workspace folder; called every time. */
export function createDeviceStore(workspace: () => string): DeviceStore {
  const path = (): string => join(workspace(), DEVICES_FILE);

  const read: DeviceStore['read'] = () => {
    let bytes: Buffer | 'too-large' | null;
    try {
      bytes = readWorkspaceFile(path(), FILE_LIMIT_BYTES);
    } catch (error) {
      return { devices: [], revision: NO_FILE, problem: toReadProblem(path(), error) };
    }
    if (bytes === 'too-large') return { devices: [], revision: NO_FILE, problem: fileTooLarge(path()) };
    if (bytes === null) return { devices: [], revision: NO_FILE, problem: null };
    const revision = revisionOf(bytes);
    const reading = readDevicesFile(bytes.toString('utf8'));
    switch (reading.kind) {
      case 'devices':
        return { devices: reading.devices, revision, problem: null };
      case 'newer':
        return {
          devices: [],
          revision,
          problem: newerVersionError(path(), reading.version, DEVICES_FILE_VERSION),
        };
      case 'damaged':
        return { devices: reading.devices, revision, problem: damagedFile(path(), reading.why) };
    }
  };
  const change = (
    revision: string | null,
    next: (devices: readonly Device[]) => readonly Device[],
  ): SaveResult<DeviceList> => {
    const current = read();
    if (current.problem !== null) throw current.problem;
    if (revision !== null && revision !== current.revision) {
      const { devices, revision: now } = current;
      return { kind: 'conflict', current: { devices, revision: now }, revision: now };
    }
    const text = formatDevicesFile(next(current.devices));
    mkdirSync(workspace(), { recursive: true });
    writeWorkspaceFile(path(), text);
    const { devices, revision: saved } = read();
    return { kind: 'saved', saved: { devices, revision: saved } };
  };

  return {
    read,
    add(devices) {
      const names = new Set(read().devices.map(({ name }) => name));
      const free = devices.filter(({ name }) => !names.has(name));
      change(null, (current) => merge(current, free, []));
      return devices.filter((device) => !free.includes(device)).map(({ name }) => name);
    },
    save: (devices, replacing, revision) => change(revision, (current) => merge(current, devices, replacing)),
    remove: (names, revision) =>
      change(revision, (current) => current.filter(({ name }) => !names.includes(name))),
  };
}

function merge(
  current: readonly Device[],
  given: readonly Device[],
  replacing: readonly string[],
): readonly Device[] {
  const merged = new Map(current.map((device) => [device.name, device]));
  // A renamed device keeps its position, so that a diff shows one changed line.
  const places = new Map(replacing.map((name, index) => [name, given[index]]));
  const list: Device[] = [];
  const added = new Map(given.map((device) => [device.name, device]));
  for (const device of merged.values()) {
    const replacement = places.get(device.name) ?? added.get(device.name);
    if (replacement === undefined) {
      list.push(device);
    } else if (added.delete(replacement.name)) {
      list.push(replacement);
    }
  }
  return [...list, ...added.values()];
}
