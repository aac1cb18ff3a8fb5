import type { BrowserWindow, WebContents } from 'electron';

/** Holds the single window of the app, which on macOS may be closed while the app keeps running. */
export interface WindowKeeper {
  /** Opens the first window. Must be called once everything that the window needs is ready. */
  start(open: () => BrowserWindow): void;
  /** Brings the window to the front, and opens it again if it was closed. */
  show(): void;
  window(): BrowserWindow | undefined;
  contents(): WebContents | undefined;
}

/** Before `start`, `show` does nothing, since the window is about to open anyway. */
export function createWindowKeeper(): WindowKeeper {
  let open: (() => BrowserWindow) | undefined;
  let current: BrowserWindow | undefined;
  const show = (): void => {
    if (open === undefined) return;
    if (current === undefined) {
      const opened = open();
      opened.on('closed', () => {
        current = undefined;
      });
      current = opened;
      return;
    }
    if (current.isMinimized()) current.restore();
    current.show();
    current.focus();
  };
  return {
    start: (opener) => {
      open = opener;
      show();
    },
    show,
    window: () => current,
    contents: () => current?.webContents,
  };
}
