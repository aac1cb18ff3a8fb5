import type { BrowserWindow, WebContents } from 'electron';

/** The one window of the application, which on macOS may be closed while the program runs on. */
export interface WindowKeeper {
  /** Called once everything the window needs is there. Opens the first window. */
  start(open: () => BrowserWindow): void;
  /** Brings the window to the front, and opens it again where it was closed. */
  show(): void;
  window(): BrowserWindow | undefined;
  contents(): WebContents | undefined;
}

/** Before `start`, `show` does nothing: the window is about to open anyway. */
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
