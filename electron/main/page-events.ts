import type { IpcMain, WebContents } from 'electron';
import { DESKTOP_EVENT, DESKTOP_LISTENING, type DesktopEvent } from '#shared/contract/desktop-bridge';
import { isTrustedSender } from './trusted-sender.js';

/** Tells the page what happened outside it, and keeps what happened before the page could listen. */
export interface PageEvents {
  tell(event: DesktopEvent): void;
  /** A new page starts in the window: what comes now waits until it listens. */
  pageStarts(): void;
}

/** @param page - The contents of the window, `undefined` while there is none. */
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
    tell: (event) => {
      waiting.push(event);
      deliver();
    },
    pageStarts: () => {
      isListening = false;
    },
  };
}
