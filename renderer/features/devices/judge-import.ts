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

/** What is in a pasted or opened text, before anything is kept. */
export interface ImportReading {
  /** Set for a text with columns: then their meaning can be chosen. */
  readonly table: DeviceTable | null;
  readonly choice: ColumnChoice;
}

export function readImport(text: string): ImportReading {
  const table = text.trim() === '' ? null : readDeviceTable(text);
  return { table, choice: table?.choice ?? {} };
}

/** The choice with one column given another meaning, `null` for none. */
export function withColumn(choice: ColumnChoice, column: DeviceColumn, index: number | null): ColumnChoice {
  const others = Object.entries(choice).filter(([name]) => name !== column);
  return Object.fromEntries(index === null ? others : [...others, [column, index]]);
}

export interface JudgedImport {
  /** What would be kept: names made different from those there are. */
  readonly fresh: readonly ImportedDevice[];
  /** How many have a token that the workspace knows already, or that came before. */
  readonly duplicates: number;
  /** How many of the fresh ones look wrong. */
  readonly odd: number;
}

/** Judges every device of an import against itself and against what is known. */
export function judgeImport(
  text: string,
  reading: ImportReading,
  choice: ColumnChoice,
  defaults: ImportDefaults,
  known: readonly Device[],
): JudgedImport {
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
