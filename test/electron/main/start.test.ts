import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DESKTOP_CONNECT, DESKTOP_EVENT, DESKTOP_LISTENING } from '#shared/contract/desktop-bridge';
import type { Client } from '#shared/contract/index';
import type * as Double from '../../support/electron-double.js';
import { channelToMain } from '../../support/electron-double-ipc.js';

const BUILT = new URL('../../../out/main/index.js', import.meta.url).pathname;

/** The program from its sources, and as it is shipped where it was built. */
const PROGRAMS = [
  { name: 'from its sources', load: () => import('../../../electron/main/index.js'), isThere: true },
  { name: 'as it was built', load: () => import(/* @vite-ignore */ BUILT), isThere: existsSync(BUILT) },
];

/** A busy machine answers late. Unit: milliseconds. */
const PATIENCE_MS = 15_000;

let folder: string;
let dataDir: string;
let electron: typeof Double;
let argv: string[];

beforeEach(async () => {
  vi.resetModules();
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-start-'));
  dataDir = join(folder, 'data');
  argv = process.argv;
  electron = await import('../../support/electron-double.js');
});

afterEach(async () => {
  process.argv = argv;
  if (electron.app.listenerCount('will-quit') > 0 && !electron.app.hasQuit) {
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true), PATIENCE_MS);
  }
  rmSync(folder, { recursive: true, force: true });
});

async function start(load: () => Promise<unknown>, ...args: string[]): Promise<void> {
  process.argv = ['/opt/Pushdeck/pushdeck', '--data-dir', dataDir, ...args];
  await load();
}

async function becomeReady() {
  electron.app.becomeReady();
  await vi.waitFor(() => expect(electron.BrowserWindow.opened).toHaveLength(1), PATIENCE_MS);
  const [window] = electron.BrowserWindow.opened;
  if (window === undefined) throw new Error('no window was opened');
  return window;
}

describe.each(PROGRAMS)('the program $name', ({ load, isThere }) => {
  describe.skipIf(!isThere)('', () => {
    it('prepares what must be there before Electron is ready', async () => {
      await start(load);
      expect(electron.protocol.schemes.map(({ scheme }) => scheme)).toEqual(['app']);
      expect(electron.app.isSandboxed).toBe(true);
      expect(electron.app.paths.get('userData')).toBe(join(dataDir, 'desktop'));
      expect(electron.app.listenerCount('open-file')).toBe(1);
      expect(electron.BrowserWindow.opened).toEqual([]);
    });

    it('opens its window, with menu, walls and the contract behind it', async () => {
      await start(load);
      const window = await becomeReady();
      expect(electron.Menu.current).not.toBeNull();
      expect(electron.session.defaultSession.request).toBeTypeOf('function');
      expect(electron.protocol.handlers.has('app')).toBe(true);

      const { page, main } = channelToMain();
      electron.ipcMain.emit(DESKTOP_CONNECT, electron.messageFromPage(window.webContents, { ports: [main] }));
      page.start();
      const client = createORPCClient<Client>(new RPCLink({ port: page }));
      expect(await client.app.info()).toMatchObject({ host: 'desktop', dataDir });
      await client.app.updateSettings({ language: 'zh' });
      expect(electron.Menu.current?.map(({ label }) => label).join()).toMatch(/文件/);
      page.close();
    });

    it('guards every web contents that ever comes to be', async () => {
      await start(load);
      const contents = new electron.WebContentsDouble();
      electron.app.emit('web-contents-created', {}, contents);
      expect(contents.navigate('https://evil.example/')).toBe(false);
      expect(contents.openWindow('file:///etc/passwd')).toBe('deny');
      expect(electron.shell.opened).toEqual(['https://evil.example/']);
    });

    it('hands files to the page that came by argument, by Finder before it was ready, and by a second start', async () => {
      const file = (name: string) => {
        writeFileSync(join(folder, name), name);
        return join(folder, name);
      };
      await start(load, file('first.p12'));
      electron.app.emit('open-file', { preventDefault: () => undefined }, file('early.p8'));
      const { webContents } = await becomeReady();
      electron.app.emit('second-instance', {}, [], folder, { argv: ['later.cer'], workingDirectory: folder });
      file('later.cer');
      electron.ipcMain.emit(DESKTOP_LISTENING, electron.messageFromPage(webContents));
      const names = () =>
        webContents.sent
          .filter(({ channel }) => channel === DESKTOP_EVENT)
          .flatMap(({ data }) => (data as { files: { name: string }[] }).files.map(({ name }) => name));
      await vi.waitFor(
        () => expect(names().sort()).toEqual(['early.p8', 'first.p12', 'later.cer']),
        PATIENCE_MS,
      );
    });

    it('leaves the work to the instance that runs already', async () => {
      electron.app.hasLock = false;
      await start(load, 'dev.p12');
      expect(electron.app.hasQuit).toBe(true);
      expect(electron.app.lockData).toMatchObject({ argv: ['--data-dir', dataDir, 'dev.p12'] });
      expect(electron.BrowserWindow.opened).toEqual([]);
    });

    it('says what is wrong with a data folder it cannot use, and ends', async () => {
      writeFileSync(dataDir, 'a file where a folder should be');
      await start(load);
      electron.app.becomeReady();
      await vi.waitFor(() => expect(electron.app.exitCode).toBe(1), PATIENCE_MS);
      expect(electron.dialog.errors).toMatchObject([{ title: 'Pushdeck cannot start' }]);
      expect(electron.dialog.errors[0]?.content).toContain(dataDir);
      expect(electron.BrowserWindow.opened).toEqual([]);
    });

    it('writes nothing outside its data folder, and closes the core before it ends', async () => {
      await start(load);
      const window = await becomeReady();
      window.close();
      electron.app.quit();
      expect(electron.app.hasQuit).toBe(false);
      await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true), PATIENCE_MS);
      expect(readdirSync(folder)).toEqual(['data']);
      expect(readdirSync(dataDir)).toContain('desktop.json');
      expect(readdirSync(join(dataDir, 'desktop'))).toEqual([]);
    });
  });
});
