import type { BrowserWindow } from 'electron';
import type { Language } from '#shared/text/localized-text';
import { askAfterCrash, askWhileUnresponsive } from './dialogs.js';

/** Offers a way on when the page's process crashed or hangs, instead of a window that stays white. */
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
      // A hanging page cannot be asked to reload: its process is ended first.
      isEndedByUs = true;
      webContents.forcefullyCrashRenderer();
      webContents.reload();
    });
  });
}
