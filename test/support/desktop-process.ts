import { register } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { DESKTOP_CONNECT } from '#shared/contract/desktop-bridge';
import type { Client } from '#shared/contract/index';
import * as electron from './electron-double.js';
import { channelToMain } from './electron-double-ipc.js';

// Run by tests as a process of its own, see built-desktop.ts: the main process as it was built, with the stand-in for
// the module `electron`, and a page's end of the contract.
const [bundle = '', dataDir = '', action = '', name = ''] = process.argv.slice(2);

const standIn = new URL('electron.mjs', import.meta.url).href;
const hooks = `export const resolve = async (specifier, context, next) =>
  specifier === 'electron' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const say = (document: unknown): void => void process.stdout.write(`${JSON.stringify(document)}\n`);

/** What a page does with the contract, each as the window's own dialogs do it. */
const ACTIONS: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  make: (client) => client.credentials.createRequest({ email: 'a@b.c', commonName: name, keyType: 'p-256' }),
  export: async (client) => {
    const { credentials } = await client.credentials.list();
    const credentialId = credentials.find((credential) => credential.name === name)?.id ?? '';
    const file = await client.credentials.convert({ source: { credentialId }, to: 'key', outPassword: 'x' });
    return { key: (await file.content.text()).split('\n')[0] };
  },
  vault: (client) => client.credentials.vault(),
  choose: (client) => client.credentials.protect({ protection: 'key-file' }),
  nothing: async () => undefined,
};

async function openWindow(): Promise<electron.BrowserWindow> {
  process.argv = ['/opt/Pushdeck/pushdeck', '--data-dir', dataDir];
  await import(pathToFileURL(bundle).href);
  electron.app.becomeReady();
  for (;;) {
    const [window] = electron.BrowserWindow.opened;
    if (window !== undefined) return window;
    if (electron.app.exitCode !== undefined) throw new Error(JSON.stringify(electron.dialog.errors));
    await setTimeout(10);
  }
}

electron.app.on('quit', () => {
  say({ ended: 'in order' });
  process.exit(0);
});
const window = await openWindow();
const { page, main } = channelToMain();
electron.ipcMain.emit(DESKTOP_CONNECT, electron.messageFromPage(window.webContents, { ports: [main] }));
page.start();
const client = createORPCClient<Client>(new RPCLink({ port: page }));
for (const step of action.split(',')) {
  try {
    say({ done: step, result: (await ACTIONS[step]?.(client)) ?? null });
  } catch (error) {
    say({
      failed: step,
      code: error instanceof Error && 'data' in error ? (error.data as { code: string }).code : String(error),
    });
  }
}
// Only a test that sends a signal leaves the window open.
if (!action.endsWith('nothing')) electron.app.quit();
else await setTimeout(600_000);
