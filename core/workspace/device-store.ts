import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import type { Device } from '#shared/workspace/device';
import { DEVICES_FILE_VERSION, formatDevicesFile, readDevicesFile } from '#shared/workspace/devices-file';
import type { DeviceList, SaveResult } from '#shared/workspace/workspace';
import { newerVersionError } from '../files/data-folder.js';
import { damaged, FILE_LIMIT_BYTES, problemOf, revisionOf, tooLarge } from './preset-tree.js';
import { readUnlinked, writeUnlinked } from './without-links.js';

const DEVICES_FILE = 'devices.json';
/** Of a file that does not exist. */
const NO_FILE = 'none';

export interface DeviceStore {
  /** Never throws: a file that cannot be used gives its problem, and the devices that are whole. */
  read(): DeviceList & { readonly problem: AppError | null };
  /**
   * Adds those whose name is free.
   *
   * @returns the names that are taken; their devices stay as they are.
   * @throws the file's problem: it is not overwritten.
   */
  add(devices: readonly Device[]): readonly string[];
  /**
   * Puts devices in the place of those of the same name, else of those named in `replacing`, else at the end.
   *
   * @param revision - The one that was shown; `null` puts them in whatever the file holds by now.
   * @throws the file's problem: it is not overwritten.
   */
  save(
    devices: readonly Device[],
    replacing: readonly string[],
    revision: string | null,
  ): SaveResult<DeviceList>;
  remove(names: readonly string[], revision: string | null): SaveResult<DeviceList>;
}

/** @param workspace - The folder of the workspace, asked at every call. */
export function createDeviceStore(workspace: () => string): DeviceStore {
  const path = (): string => join(workspace(), DEVICES_FILE);

  const read: DeviceStore['read'] = () => {
    let bytes: Buffer | 'too-large' | null;
    try {
      bytes = readUnlinked(path(), FILE_LIMIT_BYTES);
    } catch (error) {
      return { devices: [], revision: NO_FILE, problem: problemOf(path(), error) };
    }
    if (bytes === 'too-large') return { devices: [], revision: NO_FILE, problem: tooLarge(path()) };
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
        return { devices: reading.devices, revision, problem: damaged(path(), reading.why) };
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
    writeUnlinked(path(), text);
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
  // A renamed device keeps its place in the list, so that a diff shows one changed line.
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
