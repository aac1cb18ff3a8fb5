import type { IpcMain, WebContents } from 'electron';
import { DESKTOP_EVENT, DESKTOP_LISTENING, type DesktopEvent } from '#shared/contract/desktop-bridge';
import { isTrustedSender } from './trusted-sender.js';

/** Sends events to the page, and queues them until the page listens. */
export interface PageEvents {
  send(event: DesktopEvent): void;
  /** A new page starts to load: events are queued until it listens. */
  pageStarts(): void;
}

/** @param page - Returns the contents of the window, or `undefined`. */
export function createPageEvents(ipcMain: IpcMain, page: () => WebContents | undefined): PageEvents {
  const waiting: DesktopEvent[] = [];
  let isListening = false;
  const deliver = (): void => {
    const contents = page();
    if (!isListening || contents === undefined) return;
    for (const event of waiting.splice(0)) contents.send(DESKTOP_EVENT, event);
  };
  ipcMain.on(DESKTOP_LISTENING, (event) => {
    if (!isTrustedSender(event, page())) return;
    isListening = true;
    deliver();
  });
  return {
    send: (event) => {
      waiting.push(event);
      deliver();
    },
    pageStarts: () => {
      isListening = false;
    },
  };
}
