import { z } from 'zod';
import { readJson } from '../read-json.js';
import { type Device, DEVICE_KINDS } from './device.js';
import { describeIssues, environmentSchema, withoutUserInfo } from './preset-file.js';

/** The form of `devices.json` as this version writes it. */
export const DEVICES_FILE_VERSION = 1;

const labels = z.array(z.string().trim().min(1).max(100)).max(100);

/** A device, as a file, the page and the command line give it. */
export const deviceFields = z.object({
  name: z.string().trim().min(1).max(200),
  token: z.string().min(1).max(4096),
  environment: environmentSchema,
  topic: z.string().max(1024).default(''),
  kind: z.enum(DEVICE_KINDS).default('app'),
  tags: labels.default([]),
  groups: labels.default([]),
  note: z.string().max(10_000).default(''),
  goneAtMs: z.number().nullable().default(null),
});

const file = z.object({ version: z.number(), devices: z.array(z.unknown()).max(1_000_000) });

export type DevicesFileReading =
  | { readonly kind: 'devices'; readonly devices: readonly Device[] }
  | { readonly kind: 'newer'; readonly version: number }
  /** `devices`: the entries that are whole beside those that `why` names. */
  | { readonly kind: 'damaged'; readonly why: string; readonly devices: readonly Device[] };

/** More broken entries are counted, not described. */
const DESCRIBED_ENTRIES = 3;

/** Reads the text of `devices.json`. */
export function readDevicesFile(text: string): DevicesFileReading {
  let parsed: unknown;
  try {
    parsed = readJson(text);
  } catch (error) {
    return { kind: 'damaged', why: error instanceof Error ? error.message : String(error), devices: [] };
  }
  const version = z.object({ version: z.number() }).safeParse(parsed);
  if (version.success && version.data.version > DEVICES_FILE_VERSION) {
    return { kind: 'newer', version: version.data.version };
  }
  const reading = file.safeParse(parsed);
  if (!reading.success) return { kind: 'damaged', why: describeIssues(reading.error), devices: [] };
  return readEntries(reading.data.devices);
}

function readEntries(entries: readonly unknown[]): DevicesFileReading {
  const devices: Device[] = [];
  const broken: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const read = deviceFields.safeParse(entry);
    if (read.success) devices.push(read.data);
    else broken.push(`entry ${index + 1}: ${describeIssues(read.error)}`);
  }
  if (broken.length === 0) return { kind: 'devices', devices };
  const more = broken.length - DESCRIBED_ENTRIES;
  const why = broken.slice(0, DESCRIBED_ENTRIES).join('; ') + (more > 0 ? `; and ${more} more` : '');
  return { kind: 'damaged', why, devices };
}

/** The text of `devices.json`: a device's fields in a fixed order, what is empty left out. */
export function formatDevicesFile(devices: readonly Device[]): string {
  const written = devices.map((device) => ({
    name: device.name,
    token: device.token,
    environment: withoutUserInfo(device.environment),
    ...(device.topic !== '' && { topic: device.topic }),
    ...(device.kind !== 'app' && { kind: device.kind }),
    ...(device.tags.length > 0 && { tags: device.tags }),
    ...(device.groups.length > 0 && { groups: device.groups }),
    ...(device.note !== '' && { note: device.note }),
    ...(device.goneAtMs !== null && { goneAtMs: device.goneAtMs }),
  }));
  return `${JSON.stringify({ version: DEVICES_FILE_VERSION, devices: written }, null, 2)}\n`;
}
