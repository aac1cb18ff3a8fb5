import type { App } from 'electron';
import { parseDeepLink } from '#shared/contract/deep-link';
import type { OpenRequested } from './open-requests.js';

/** What the system's events lead to. */
export interface SystemEventPorts {
  readonly platform: NodeJS.Platform;
  readonly open: OpenRequested;
  readonly showWindow: () => void;
}

/**
 * Listens to what the desktop tells the program: files and links opened with it, the Dock icon, the last window
 * closed. To be called before the program is ready, because macOS sends `open-file` before that.
 */
export function listenToSystem(app: App, ports: SystemEventPorts): void {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void ports.open({ files: [path], links: [] });
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = parseDeepLink(url);
    void ports.open({ files: [], links: link === null ? [] : [link] });
  });
  app.on('activate', () => ports.showWindow());
  app.on('window-all-closed', () => {
    // On macOS a program stays when its windows go.
    if (ports.platform !== 'darwin') app.quit();
  });
}
