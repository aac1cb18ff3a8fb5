import type { BrowserWindow } from 'electron';
import type { Language } from '#shared/text/localized-text';
import { askAfterCrash, askWhileUnresponsive } from './dialogs.js';

/** Offers to reload the page when its process has crashed or hangs. */
export function recoverPage(window: BrowserWindow, language: () => Language, quit: () => void): void {
  const { webContents } = window;
  let isAsking = false;
  let isEndedByUs = false;
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || isEndedByUs) {
      isEndedByUs = false;
      return;
    }
    void askAfterCrash(language(), window).then((choice) => {
      if (choice === 'quit') quit();
      else if (!window.isDestroyed()) webContents.reload();
    });
  });
  window.on('unresponsive', () => {
    if (isAsking) return;
    isAsking = true;
    void askWhileUnresponsive(language(), window).then((choice) => {
      isAsking = false;
      if (choice === 'wait' || window.isDestroyed()) return;
      // A hanging page cannot reload itself, so its process is ended first.
      isEndedByUs = true;
      webContents.forcefullyCrashRenderer();
      webContents.reload();
    });
  });
}
