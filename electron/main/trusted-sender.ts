import type { IpcMainEvent, WebContents } from 'electron';
import { isPageUrl } from './page-address.js';

/**
 * True when a message of the page came from the top frame of our own window while it shows our own page: not
 * from a frame inside it, another window, or a page it was navigated to.
 */
export function isTrustedSender(event: IpcMainEvent, contents: WebContents | undefined): boolean {
  const frame = event.senderFrame;
  return (
    contents !== undefined &&
    event.sender === contents &&
    frame !== null &&
    frame === contents.mainFrame &&
    isPageUrl(frame.url)
  );
}
