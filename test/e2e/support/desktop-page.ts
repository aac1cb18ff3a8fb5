import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Page } from '@playwright/test';
import { createServices } from '#core/create-services';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { createRouter } from '#core/router';
import { DESKTOP_CONNECT, DESKTOP_LISTENING } from '#shared/contract/desktop-bridge';
import { createSimulator } from '#simulator/simulator';
import { serveContractToPage } from '../../../electron/main/contract-link.js';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import { createPageEvents, type PageEvents } from '../../../electron/main/page-events.js';
import { answerPageRequest } from '../../../electron/main/page-protocol.js';
import { IpcMainDouble, messageFromPage, MessagePortMainDouble } from '../../support/electron-double-ipc.js';
import { WebContentsDouble } from '../../support/electron-double-window.js';

const out = resolve(import.meta.dirname, '../../../out');
/** Stands for `app://pushdeck`, which only Electron can open; like that one it counts as secure. */
const ORIGIN = 'https://pushdeck.test';

/** How a message crosses into the page and back: text as it is, bytes as numbers. */
type Wire = { readonly text: string } | { readonly bytes: readonly number[] };

/**
 * Everything of the desktop but Electron itself, around a page in a real Chromium: the built page with the
 * headers of our protocol handler, the built preload script, and behind it the main process's own link and
 * events on a real core. Only the pipe between the two processes is replaced.
 *
 * @returns What tells the page of files, links and menu commands.
 */
export async function openDesktopPage(
  page: Page,
  dataDir: string,
): Promise<{ readonly events: PageEvents; close: () => Promise<void> }> {
  const clock = systemClock;
  const random = systemRandomness;
  const services = createServices({
    version: '0.0.0-test',
    dataDir,
    clock,
    random,
    env: { ...process.env, PUSHDECK_VAULT: 'key-file' },
    simulator: createSimulator({ dataDir, clock, random }),
    host: { kind: 'desktop' },
  });

  const ipcMain = new IpcMainDouble();
  const contents = new WebContentsDouble();
  contents.mainFrame.url = PAGE_URL;
  const closePort = serveContractToPage(ipcMain.asIpcMain(), createRouter(services), () =>
    contents.asWebContents(),
  );
  const events = createPageEvents(ipcMain.asIpcMain(), () => contents.asWebContents());
  contents.send = (_channel, event) => {
    page.evaluate((sent) => emitFromMain(sent), event).catch(ignoreEndedPage);
  };

  const ports = new Map<number, MessagePort>();
  await page.exposeFunction('connectToMain', (id: number) => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.on('message', (data: unknown) => {
      page.evaluate(([to, wire]) => sendToPort(to, wire), [id, toWire(data)] as const).catch(ignoreEndedPage);
    });
    ipcMain.emit(DESKTOP_CONNECT, messageFromPage(contents, { ports: [new MessagePortMainDouble(port2)] }));
  });
  await page.exposeFunction('sendToMain', (id: number, wire: Wire) =>
    ports.get(id)?.postMessage(fromWire(wire)),
  );
  await page.exposeFunction('listenToMain', () => ipcMain.emit(DESKTOP_LISTENING, messageFromPage(contents)));
  await page.addInitScript(preloadIn(readFileSync(resolve(out, 'preload/index.cjs'), 'utf8')));
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const request = { method: route.request().method(), url: new URL(pathname, PAGE_URL).href };
    const answer = await answerPageRequest(request, resolve(out, 'renderer'));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await page.goto(`${ORIGIN}/index.html`);
  return {
    events,
    close: async () => {
      closePort();
      for (const port of ports.values()) port.close();
      await services.close();
    },
  };
}

/** The core still speaks while a test ends. What a running page misses, its test misses too. */
const ignoreEndedPage = (): undefined => undefined;

// What the script below puts into the page.
declare function emitFromMain(event: unknown): void;
declare function sendToPort(id: number, wire: Wire): void;

/** The preload script with a stand-in for `electron` that passes on to the functions exposed above. */
function preloadIn(code: string): string {
  return `(() => {
    const ports = new Map();
    const listeners = new Set();
    const toWire = (data) => (typeof data === 'string' ? { text: data } : { bytes: [...data] });
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => { window[name] = api; } },
      ipcRenderer: {
        on: (_channel, listener) => listeners.add(listener),
        off: (_channel, listener) => listeners.delete(listener),
        send: () => listenToMain(),
        postMessage: (_channel, _data, [port]) => {
          const id = ports.size;
          ports.set(id, port);
          port.onmessage = ({ data }) => sendToMain(id, toWire(data));
          connectToMain(id);
        },
      },
    };
    window.sendToPort = (id, wire) =>
      ports.get(id).postMessage('text' in wire ? wire.text : new Uint8Array(wire.bytes));
    window.emitFromMain = (event) => {
      for (const file of event.files ?? []) file.bytes = new Uint8Array(Object.values(file.bytes));
      for (const listener of listeners) listener({}, event);
    };
    ((require, process) => { ${code} })(() => electron, { platform: 'linux' });
  })();`;
}

function toWire(data: unknown): Wire {
  return typeof data === 'string' ? { text: data } : { bytes: [...(data as Uint8Array)] };
}

function fromWire(wire: Wire): string | Uint8Array {
  return 'text' in wire ? wire.text : new Uint8Array(wire.bytes);
}
