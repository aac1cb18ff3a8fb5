import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { openMainWindow as OpenMainWindow } from '../../../electron/main/main-window.js';
import { FIRST_WINDOW_STATE, type WindowState } from '../../../electron/main/window-state.js';
import type * as Double from '../../support/electron-double.js';

let electron: typeof Double;
let openMainWindow: typeof OpenMainWindow;
let saved: WindowState[];

beforeEach(async () => {
  vi.resetModules();
  vi.useFakeTimers();
  electron = await import('../../support/electron-double.js');
  ({ openMainWindow } = await import('../../../electron/main/main-window.js'));
  saved = [];
});

afterEach(() => vi.useRealTimers());

function open(state: WindowState = FIRST_WINDOW_STATE, onPageStart = () => undefined) {
  openMainWindow({
    preloadPath: '/out/preload/index.cjs',
    iconPath: '/resources/icons/icon.png',
    isDark: false,
    state: { load: () => state, save: (next) => saved.push(next) },
    onPageStart,
  });
  const window = electron.BrowserWindow.opened.at(-1);
  if (window === undefined) throw new Error('no window was opened');
  return window;
}

describe('the window', () => {
  it('is locked down', () => {
    expect(open().options.webPreferences).toEqual({
      preload: '/out/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });

  it('shows our page, once it has something to show', () => {
    const window = open();
    expect(window.options.show).toBe(false);
    expect(window.webContents.getURL()).toBe('app://pushdeck/index.html');
    expect(window.isShown).toBe(true);
  });

  it('cannot be made too small for the page', () => {
    expect(open().options).toMatchObject({ minWidth: 900, minHeight: 600, width: 1440, height: 900 });
  });

  it('reports every page that begins to load, but no step within one', () => {
    const onPageStart = vi.fn();
    const { webContents } = open(FIRST_WINDOW_STATE, onPageStart);
    expect(onPageStart).toHaveBeenCalledTimes(1);
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    webContents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    expect(onPageStart).toHaveBeenCalledTimes(1);
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    expect(onPageStart).toHaveBeenCalledTimes(2);
  });
});

describe('its place', () => {
  const bounds = { x: 30, y: 40, width: 1000, height: 700 };

  it('is where it was, and as large', () => {
    const window = open({ bounds, maximised: true, fullScreen: false });
    expect(window.options).toMatchObject(bounds);
    expect(window.maximized).toBe(true);
    expect(open({ bounds, maximised: false, fullScreen: true }).options.fullscreen).toBe(true);
  });

  it('is on a screen that is there', () => {
    const window = open({ bounds: { ...bounds, x: 9000 }, maximised: false, fullScreen: false });
    expect(window.options).toMatchObject({ x: 460, y: 170, width: 1000, height: 700 });
  });

  it('is kept when the window closes', () => {
    const window = open();
    window.bounds = bounds;
    window.maximized = true;
    window.close();
    expect(saved).toEqual([{ bounds, maximised: true, fullScreen: false }]);
  });

  it('is kept once the window rests, not at every step of a move', () => {
    const window = open();
    for (let x = 0; x < 50; x++) {
      window.bounds = { ...bounds, x };
      window.emit('move');
      vi.advanceTimersByTime(10);
    }
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(saved).toEqual([{ bounds: { ...bounds, x: 49 }, maximised: false, fullScreen: false }]);
  });

  it('is not asked of a window that is gone', () => {
    const window = open();
    window.emit('resize');
    window.close();
    vi.advanceTimersByTime(1000);
    expect(saved).toHaveLength(1);
  });
});
