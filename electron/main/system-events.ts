import type { App } from 'electron';
import { parseDeepLink } from '#shared/contract/deep-link';
import type { OpenHandler } from './open-requests.js';

/** The handlers of system events. */
export interface SystemEventPorts {
  readonly platform: NodeJS.Platform;
  readonly open: OpenHandler;
  readonly showWindow: () => void;
}

/**
 * Handles events of the system: opened files and links, the Dock icon, the last closed window. Must be called
 * before the app is ready, because macOS sends `open-file` before that.
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
    // On macOS an app keeps running without windows.
    if (ports.platform !== 'darwin') app.quit();
  });
}
