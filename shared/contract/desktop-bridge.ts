import type { DeepLink } from './deep-link.js';

/**
 * Posted by the page to its own window with exactly one transferred port, whose other end then speaks the
 * contract with the main process:
 *
 * `window.postMessage(DESKTOP_CONNECT, '/', [port])`
 */
export const DESKTOP_CONNECT = 'pushdeck:connect';
/** Sent by the preload script once the page listens to events. */
export const DESKTOP_LISTENING = 'pushdeck:listening';
/** Sent by the main process: one {@link DesktopEvent}. */
export const DESKTOP_EVENT = 'pushdeck:event';

/** A file that the user opened by the menu, the file manager or the command line. Its bytes decide what it is. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the native menu asks of the page. */
export type DesktopCommand = 'send' | 'settings' | 'find';

/** What the shell tells the page. */
export type DesktopEvent =
  | { readonly kind: 'files'; readonly files: readonly OpenedFile[] }
  | { readonly kind: 'link'; readonly link: DeepLink }
  | { readonly kind: 'command'; readonly command: DesktopCommand };

/** `window.pushdeck` of the desktop window; absent in a browser, and that is how the page knows. */
export interface DesktopBridge {
  /** For the names of keys: ⌘ or Ctrl. */
  readonly platform: 'darwin' | 'win32' | 'linux';
  /**
   * Events that came before the first listener are kept for it.
   *
   * @returns Ends the subscription.
   */
  subscribe(listener: (event: DesktopEvent) => void): () => void;
}
