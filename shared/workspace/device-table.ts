import { readDeviceToken } from '../apns/device-token/device-token.js';
import { splitDeviceTokens } from '../apns/device-token/split-device-tokens.js';
import type { DeviceTokenProblem } from '../apns/device-token/token-problems.js';
import type { Environment } from '../apns/push.js';
import { CsvReader } from '../text/csv-reader.js';
import { type Device, DEVICE_KINDS, type DeviceKind, newDevice } from './device.js';
import { columnIndex, DEVICE_COLUMNS, type DeviceColumn } from './device-columns.js';
import { uniqueName } from './file-name.js';

/** Which column of a table holds what, by index. */
export type ColumnChoice = Readonly<Partial<Record<DeviceColumn, number>>>;

export interface DeviceTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The choice that the names of the columns, and what lies in them, suggest. */
  readonly choice: ColumnChoice;
}

/** A row of a table, or a line of a text, as a device. */
export interface ImportedDevice {
  readonly device: Device;
  /** What is wrong with its token; APNs has the last word. */
  readonly problem: DeviceTokenProblem | null;
}

export interface ImportDefaults {
  readonly environment: Environment;
  readonly topic?: string;
  readonly kind?: DeviceKind;
  readonly tags?: readonly string[];
  readonly groups?: readonly string[];
}

/** Between several tags or groups in one cell. */
const LIST_SEPARATOR = /[;|]/;

/**
 * Reads a CSV text as a table.
 *
 * @returns `null` when it has no row that names its columns: see {@link devicesFromLines} then.
 */
export function readDeviceTable(text: string): DeviceTable | null {
  const reader = new CsvReader();
  const [header, ...rows] = [...reader.push(text), ...reader.end()];
  if (header === undefined || header.some((cell) => isToken(cell))) return null;
  const columns = header.map((cell) => cell.trim());
  const choice = guessChoice(columns, rows);
  return choice.token === undefined && columns.length < 2 ? null : { columns, rows, choice };
}

/** The devices in a table. Rows without anything in the token's column are left out. */
export function devicesFromTable(
  table: DeviceTable,
  choice: ColumnChoice,
  defaults: ImportDefaults,
): readonly ImportedDevice[] {
  return named(
    table.rows.flatMap((row) => {
      const cell = (column: DeviceColumn): string => {
        const index = choice[column];
        return index === undefined ? '' : (row[index]?.trim() ?? '');
      };
      const list = (column: DeviceColumn, base: readonly string[] = []): readonly string[] => [
        ...new Set(
          [...base, ...cell(column).split(LIST_SEPARATOR)].map((item) => item.trim()).filter(Boolean),
        ),
      ];
      if (cell('token') === '') return [];
      const { token, problem } = readDeviceToken(cell('token'));
      const kind = DEVICE_KINDS.find((known) => known === cell('kind').toLowerCase());
      const device = newDevice({
        name: cell('name'),
        token,
        environment: environmentIn(cell('environment')) ?? defaults.environment,
        topic: cell('topic') || (defaults.topic ?? ''),
        kind: kind ?? defaults.kind ?? 'app',
        tags: list('tags', defaults.tags),
        groups: list('groups', defaults.groups),
        note: cell('note'),
      });
      return [{ device, problem }];
    }),
  );
}

/** The devices in a text without columns: a token a line, or in any other form people paste. */
export function devicesFromLines(text: string, defaults: ImportDefaults): readonly ImportedDevice[] {
  const seen = new Set<string>();
  const found: ImportedDevice[] = [];
  for (const { token, problem } of splitDeviceTokens(text)) {
    if (seen.has(token)) continue;
    seen.add(token);
    const { environment, topic, kind, tags, groups } = defaults;
    const device = newDevice({
      name: '',
      token,
      environment,
      topic: topic ?? '',
      kind: kind ?? 'app',
      tags: tags ?? [],
      groups: groups ?? [],
    });
    found.push({ device, problem });
  }
  return named(found);
}

/** Devices as CSV with all columns, which {@link readDeviceTable} reads back. */
export function formatDeviceTable(devices: readonly Device[]): string {
  const lines = devices.map((device) => [
    device.token,
    device.name,
    device.environment.kind === 'custom' ? device.environment.url : device.environment.kind,
    device.topic,
    device.kind,
    device.tags.join(';'),
    device.groups.join(';'),
    device.note,
  ]);
  return [DEVICE_COLUMNS, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function guessChoice(columns: readonly string[], rows: readonly (readonly string[])[]): ColumnChoice {
  const found = DEVICE_COLUMNS.flatMap((column) => {
    const index = columnIndex(columns, column);
    return index === -1 ? [] : [[column, index] as const];
  });
  const choice: ColumnChoice = Object.fromEntries(found);
  if (choice.token !== undefined) return choice;
  // No column is called so: the one that holds tokens.
  const sample = rows.slice(0, 20);
  const index = columns.findIndex(
    (_, column) => sample.length > 0 && sample.every((row) => isToken(row[column] ?? '')),
  );
  return index === -1 ? choice : { ...choice, token: index };
}

/** Devices need different names: what has none is called by the beginning of its token. */
function named(devices: readonly ImportedDevice[]): readonly ImportedDevice[] {
  const taken = new Map<string, number>();
  return devices.map(({ device, problem }) => {
    const wanted = device.name === '' ? `${device.token.slice(0, 8)}…` : device.name;
    const count = (taken.get(wanted) ?? 0) + 1;
    taken.set(wanted, count);
    const name = count === 1 ? wanted : uniqueName(`${wanted} (${count})`, taken.keys());
    return { device: { ...device, name }, problem };
  });
}

function environmentIn(cell: string): Environment | undefined {
  const word = cell.toLowerCase();
  if (word === 'sandbox' || word === 'development' || word === 'dev') return { kind: 'sandbox' };
  if (word === 'production' || word === 'prod') return { kind: 'production' };
  if (word === 'simulator') return { kind: 'simulator' };
  return word.startsWith('https://') ? { kind: 'custom', url: cell } : undefined;
}

function isToken(cell: string): boolean {
  return cell.trim() !== '' && readDeviceToken(cell).problem === null;
}

function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /^#|[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
