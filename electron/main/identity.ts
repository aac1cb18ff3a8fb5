import { mkdirSync } from 'node:fs';
import type { App } from 'electron';
import { DEEP_LINK_SCHEME } from '#shared/contract/deep-link';

/** As in electron-builder.yml; Windows ties notifications and the task bar to it. */
export const APP_ID = 'example.pushdeck.desktop';

/**
 * Says who this program is and keeps everything that Chromium stores inside the data folder. To be called
 * before the single-instance lock, which belongs to that folder.
 */
export function introduceApp(app: App, version: string, profileFolder: string): void {
  app.setName('Pushdeck');
  app.setAppUserModelId(APP_ID);
  app.setAboutPanelOptions({ applicationName: 'Pushdeck', applicationVersion: version, version: '' });
  try {
    mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
    app.setPath('userData', profileFolder);
  } catch {
    // The core finds the same fault when it opens the folder, and can say what to do about it.
  }
  // Run from its sources it would register the bare Electron program for the links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
}
