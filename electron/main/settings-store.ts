import type { SettingsStore, SettingsStoreOptions } from '#core/settings';
import { readSettings, type Settings } from '#shared/settings';
import ElectronStore from 'electron-store';

/**
 * The settings file of the desktop: `electron-store`, which writes what `conf` writes in the other hosts.
 *
 * @param onChange - Told after every change that this process makes, so that menu and theme follow at once.
 */
export function createSettingsStore(
  options: SettingsStoreOptions,
  onChange: (settings: Settings) => void,
): SettingsStore {
  const file = new ElectronStore<Record<string, unknown>>(options);
  return {
    get store() {
      return file.store;
    },
    set: (values) => {
      file.set(values);
      onChange(readSettings(file.store));
    },
  };
}
