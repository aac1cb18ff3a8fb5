import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRouter } from '#core/router';
import { DESKTOP_CONNECT } from '#shared/contract/desktop-bridge';
import type { Client } from '#shared/contract/index';
import { serveContractToPage } from '../../../electron/main/contract-link.js';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import {
  channelToMain,
  IpcMainDouble,
  messageFromPage,
  WebContentsDouble,
} from '../../support/electron-double.js';
import { fakeServices } from '../../support/fake-services.js';

let ipcMain: IpcMainDouble;
let contents: WebContentsDouble;
let current: WebContentsDouble | undefined;
let hangUp: () => void;
let ports: MessagePort[];

beforeEach(() => {
  ipcMain = new IpcMainDouble();
  contents = new WebContentsDouble();
  contents.mainFrame.url = PAGE_URL;
  current = contents;
  ports = [];
  hangUp = serveContractToPage(ipcMain.asIpcMain(), createRouter(fakeServices()), () =>
    current?.asWebContents(),
  );
});

afterEach(() => {
  hangUp();
  for (const port of ports) port.close();
});

/** What the page and the preload script do together. */
function connect(
  details: { readonly from?: WebContentsDouble; readonly frame?: { readonly url: string } | null } = {},
) {
  const { page, main } = channelToMain();
  ports.push(page);
  const { from = contents, ...rest } = details;
  ipcMain.emit(DESKTOP_CONNECT, messageFromPage(from, { ...rest, ports: [main] }));
  page.start();
  const client = createORPCClient<Client>(new RPCLink({ port: page }));
  return { client, main };
}

describe('the contract over the port of the page', () => {
  it('answers a call', async () => {
    const { client } = connect();
    expect(await client.app.info()).toMatchObject({ version: '1.2.3', dataDir: '/data' });
  });

  it('takes the bytes of a dropped file', async () => {
    const { client } = connect();
    const content = new Blob([new Uint8Array([0, 255, 10])]);
    const [added] = await client.credentials.add({ files: [{ name: 'AuthKey.p8', content }] });
    expect(added?.fileName).toBe('AuthKey.p8:00ff0a');
  });

  it('streams, and ends the stream when a reloaded page brings a new port', async () => {
    const services = fakeServices();
    let watchSignal: AbortSignal | undefined;
    const history = {
      ...services.history,
      watch: (signal: AbortSignal) => {
        watchSignal = signal;
        return services.history.watch(signal);
      },
    };
    hangUp();
    hangUp = serveContractToPage(ipcMain.asIpcMain(), createRouter({ ...services, history }), () =>
      current?.asWebContents(),
    );
    const stream = await connect().client.history.watch();
    expect((await stream.next()).done).toBe(false);
    expect(watchSignal?.aborted).toBe(false);

    const { client } = connect();
    expect(await client.app.info()).toMatchObject({ version: '1.2.3' });
    await expect.poll(() => watchSignal?.aborted).toBe(true);
  });
});

describe('who may connect', () => {
  it.each([
    { why: 'a frame inside the page', details: { frame: { url: PAGE_URL } } },
    { why: 'a frame that is gone already', details: { frame: null } },
    { why: 'another window', details: { from: new WebContentsDouble() } },
  ])('$why is refused, and its port closed', ({ details }) => {
    expect(connect(details).main.isClosed).toBe(true);
  });

  it.each(['https://evil.example/', 'file:///index.html', 'about:blank', 'app://other/index.html'])(
    'our own window is refused while it shows %s',
    (url) => {
      contents.mainFrame.url = url;
      expect(connect().main.isClosed).toBe(true);
    },
  );

  it('nobody is let in while there is no window', () => {
    current = undefined;
    expect(connect().main.isClosed).toBe(true);
  });

  it('a message without a port, or with two, is refused', () => {
    const { main: first } = channelToMain();
    const { main: second } = channelToMain();
    ipcMain.emit(DESKTOP_CONNECT, messageFromPage(contents, { ports: [first, second] }));
    expect([first.isClosed, second.isClosed]).toEqual([true, true]);
    expect(() => ipcMain.emit(DESKTOP_CONNECT, messageFromPage(contents))).not.toThrow();
  });

  it('nobody is let in once the core is closing', () => {
    hangUp();
    const { main } = channelToMain();
    ipcMain.emit(DESKTOP_CONNECT, messageFromPage(contents, { ports: [main] }));
    expect(ipcMain.listenerCount(DESKTOP_CONNECT)).toBe(0);
    main.close();
  });
});
