import type { Settings } from '#shared/settings';

export interface SettingsService {
  get(): Settings;
  /**
   * Changes only the given settings, even if other processes change others at the same time.
   *
   * @throws AppError `bad-setting` for an invalid value, before anything is changed.
   */
  update(change: Partial<Settings>): Promise<Settings>;
}

/** The proxy URL, whose password is in the vault rather than in the settings. */
export interface ProxyAddress {
  /**
   * Stores a URL as typed by the user. If it equals the stored one as shown, the password is kept; a hidden
   * password is not carried over to another server or user.
   *
   * @returns the URL for the settings, with the password hidden.
   */
  store(typed: string | null, stored: string | null): Promise<string | null>;
  /** The stored URL with its password. */
  withPassword(stored: string | null): Promise<string | null>;
}
