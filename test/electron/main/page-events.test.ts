import { beforeEach, describe, expect, it } from 'vitest';
import { DESKTOP_EVENT, DESKTOP_LISTENING } from '#shared/contract/desktop-bridge';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import { createPageEvents, type PageEvents } from '../../../electron/main/page-events.js';
import { IpcMainDouble, messageFromPage, WebContentsDouble } from '../../support/electron-double.js';

let ipcMain: IpcMainDouble;
let contents: WebContentsDouble;
let events: PageEvents;

const send = { kind: 'command', command: 'send' } as const;
const find = { kind: 'command', command: 'find' } as const;

beforeEach(() => {
  ipcMain = new IpcMainDouble();
  contents = new WebContentsDouble();
  contents.mainFrame.url = PAGE_URL;
  events = createPageEvents(ipcMain.asIpcMain(), () => contents.asWebContents());
});

const pageListens = (frame?: { readonly url: string }) =>
  ipcMain.emit(DESKTOP_LISTENING, messageFromPage(contents, frame === undefined ? {} : { frame }));

describe('what the shell tells the page', () => {
  it('waits until the page listens, then arrives in order', () => {
    events.send(send);
    events.send(find);
    expect(contents.sent).toEqual([]);
    pageListens();
    expect(contents.sent).toEqual([
      { channel: DESKTOP_EVENT, data: send },
      { channel: DESKTOP_EVENT, data: find },
    ]);
  });

  it('goes at once to a page that listens, and only once', () => {
    pageListens();
    events.send(send);
    pageListens();
    expect(contents.sent).toHaveLength(1);
  });

  it('waits again while the page is loaded anew', () => {
    pageListens();
    events.pageStarts();
    events.send(send);
    expect(contents.sent).toEqual([]);
    pageListens();
    expect(contents.sent).toHaveLength(1);
  });

  it('goes to nobody who is not our page', () => {
    events.send(send);
    pageListens({ url: PAGE_URL });
    contents.mainFrame.url = 'https://evil.example/';
    pageListens();
    expect(contents.sent).toEqual([]);
  });
});
