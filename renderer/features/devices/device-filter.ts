import type { Device } from '#shared/workspace/device';

export interface DeviceFilter {
  /** Every word must occur in the name, token, topic, note, tags or groups. */
  readonly words: string;
  /** `null` for all. */
  readonly group: string | null;
  readonly onlyGone: boolean;
}

export const NO_FILTER: DeviceFilter = { words: '', group: null, onlyGone: false };

export function filterDevices(devices: readonly Device[], filter: DeviceFilter): readonly Device[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return devices.filter((device) => {
    if (filter.onlyGone && device.goneAtMs === null) return false;
    if (filter.group !== null && !device.groups.includes(filter.group)) return false;
    if (words.length === 0) return true;
    const haystack = [device.name, device.token, device.topic, device.note, ...device.tags, ...device.groups]
      .join('\n')
      .toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** The selected devices that are shown, in list order. */
export function selectedOf(devices: readonly Device[], selected: ReadonlySet<string>): readonly Device[] {
  return devices.filter(({ name }) => selected.has(name));
}
