import type { IpcMainEvent, WebContents } from 'electron';
import { isPageUrl } from './page-address.js';

/**
 * True if a message came from the top frame of our window while it shows our page, rather than from a subframe,
 * another window, or a page it was navigated to.
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
