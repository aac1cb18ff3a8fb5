import type { Settings } from '#shared/settings';

export interface SettingsService {
  get(): Settings;
  /**
   * Changes what is named and nothing else, whatever other processes change at the same time.
   *
   * @throws AppError `bad-setting` for a value that its setting does not take; nothing is changed then.
   */
  update(change: Partial<Settings>): Promise<Settings>;
}

/** The address of the proxy, whose password lies in the vault and not in the settings. */
export interface ProxyAddress {
  /**
   * Takes an address as a person typed it. Where it is the stored one as it was shown, its password stays; a
   * hidden password does not follow to another server or user.
   *
   * @returns The address to store and show: its password hidden.
   */
  keep(typed: string | null, stored: string | null): Promise<string | null>;
  /** The stored address as it is used: with its password. */
  complete(stored: string | null): Promise<string | null>;
}
