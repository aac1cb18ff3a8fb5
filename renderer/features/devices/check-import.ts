import type { Device } from '#shared/workspace/device';
import type { DeviceColumn } from '#shared/workspace/device-columns';
import {
  type ColumnChoice,
  devicesFromLines,
  devicesFromTable,
  type DeviceTable,
  type ImportDefaults,
  type ImportedDevice,
  readDeviceTable,
} from '#shared/workspace/device-table';
import { uniqueName } from '#shared/workspace/file-name';

/** The contents of a pasted or opened text, before anything is saved. */
export interface ImportReading {
  /** Set for text with columns, whose meaning can then be chosen. */
  readonly table: DeviceTable | null;
  readonly choice: ColumnChoice;
}

export function readImport(text: string): ImportReading {
  const table = text.trim() === '' ? null : readDeviceTable(text);
  return { table, choice: table?.choice ?? {} };
}

/** The choice with another meaning for one column, `null` for none. */
export function withColumn(choice: ColumnChoice, column: DeviceColumn, index: number | null): ColumnChoice {
  const others = Object.entries(choice).filter(([name]) => name !== column);
  return Object.fromEntries(index === null ? others : [...others, [column, index]]);
}

export interface CheckedImport {
  /** What would be saved, with names that do not collide with existing ones. */
  readonly fresh: readonly ImportedDevice[];
  /** How many have a token that is already in the workspace or appears earlier in the import. */
  readonly duplicates: number;
  /** How many of the new devices look wrong. */
  readonly odd: number;
}

/** Checks every device of an import against the others and against the workspace. */
export function checkImport(
  text: string,
  reading: ImportReading,
  choice: ColumnChoice,
  defaults: ImportDefaults,
  known: readonly Device[],
): CheckedImport {
  const found =
    reading.table === null
      ? devicesFromLines(text, defaults)
      : devicesFromTable(reading.table, choice, defaults);
  const tokens = new Set(known.map(({ token }) => token));
  const names = new Set(known.map(({ name }) => name));
  const fresh: ImportedDevice[] = [];
  for (const { device, problem } of found) {
    if (tokens.has(device.token)) continue;
    tokens.add(device.token);
    const name = uniqueName(device.name, names);
    names.add(name);
    fresh.push({ device: { ...device, name }, problem });
  }
  return {
    fresh,
    duplicates: found.length - fresh.length,
    odd: fresh.filter(({ problem }) => problem !== null).length,
  };
}
