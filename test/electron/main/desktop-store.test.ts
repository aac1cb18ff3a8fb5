import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AppError } from '#shared/errors';
import { openDesktopStore } from '../../../electron/main/desktop-store.js';
import { FIRST_WINDOW_STATE, type WindowState } from '../../../electron/main/window-state.js';
import { ipcMain } from '../../support/electron-double.js';

const STATE: WindowState = {
  bounds: { x: 5, y: 6, width: 1000, height: 700 },
  maximised: true,
  fullScreen: false,
};

let dataDir: string;
let problems: AppError[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-desktop-'));
  problems = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = (ipcMain = new EventEmitter(), folder = dataDir) =>
  openDesktopStore({ dataDir: folder, ipcMain, onProblem: (problem) => problems.push(problem) });

// The first of this file: a package is imported once in a process.
it('keeps the listeners that come with electron-store neither on the process nor on ipcMain', async () => {
  const counts = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
  const before = counts();
  const { window } = await open(ipcMain);
  expect(counts()).toEqual(before);
  expect(ipcMain.eventNames()).toEqual([]);
  window.save(STATE);
  expect(existsSync(join(dataDir, 'desktop.json'))).toBe(true);
});

it('gives back what was saved, to the next run too', async () => {
  (await open()).window.save(STATE);
  expect((await open()).window.load()).toEqual(STATE);
  expect(existsSync(join(dataDir, 'settings.json'))).toBe(false);
});

it('starts afresh where there is no file, or one that holds something else', async () => {
  expect((await open()).window.load()).toEqual(FIRST_WINDOW_STATE);
  writeFileSync(join(dataDir, 'desktop.json'), '{"window":[1,2]}');
  expect((await open()).window.load()).toEqual(FIRST_WINDOW_STATE);
});

it('puts a damaged file aside and says so', async () => {
  writeFileSync(join(dataDir, 'desktop.json'), '{"window":');
  expect((await open()).window.load()).toEqual(FIRST_WINDOW_STATE);
  expect(problems.map(({ code }) => code)).toEqual(['data-damaged']);
  expect(readFileSync(join(dataDir, 'desktop.damaged-1.json'), 'utf8')).toBe('{"window":');
});

it('takes over the state that an earlier version kept elsewhere, once', async () => {
  const former = join(dataDir, 'desktop', 'window.json');
  mkdirSync(join(dataDir, 'desktop'));
  writeFileSync(former, JSON.stringify(STATE));
  const { window } = await open();
  expect(window.load()).toEqual(STATE);
  expect(existsSync(former)).toBe(false);
});

it('never stands in the way: a place that cannot be written is passed over', async () => {
  writeFileSync(join(dataDir, 'file'), 'not a folder');
  const { window } = await open(new EventEmitter(), join(dataDir, 'file'));
  expect(() => window.save(STATE)).not.toThrow();
  expect(window.load()).toEqual(FIRST_WINDOW_STATE);
});
