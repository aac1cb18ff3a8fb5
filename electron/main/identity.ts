import { mkdirSync } from 'node:fs';
import type { App } from 'electron';
import { DEEP_LINK_SCHEME } from '#shared/contract/deep-link';

/** Same as in electron-builder.yml; Windows associates notifications and the task bar with it. */
export const APP_ID = 'example.pushdeck.desktop';

/**
 * Sets the identity of the app, and keeps Chromium's profile inside the data folder. Must be called before the
 * single-instance lock, which is per profile.
 */
export function setAppIdentity(app: App, version: string, profileFolder: string): void {
  app.setName('Pushdeck');
  app.setAppUserModelId(APP_ID);
  app.setAboutPanelOptions({ applicationName: 'Pushdeck', applicationVersion: version, version: '' });
  try {
    mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
    app.setPath('userData', profileFolder);
  } catch {
    // The core meets the same error when it opens the folder, and reports what to do.
  }
  // An unpackaged app would register the bare Electron binary for the links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
}
