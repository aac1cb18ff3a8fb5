import { BrowserWindow, type BrowserWindowConstructorOptions, screen } from 'electron';
import type { WindowStateStore } from './desktop-store.js';
import { PAGE_URL } from './page-address.js';
import { fitToDisplays, WINDOW_SIZE, type WindowState } from './window-state.js';

/** Moves and resizes are saved once the window has been at rest for this long. Unit: milliseconds. */
const SAVE_DELAY_MS = 500;

/** The page's initial background, so that the window does not flash white. */
const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' } as const;

export interface MainWindowOptions {
  readonly preloadPath: string;
  /** Used on Linux; other systems take it from the package. */
  readonly iconPath: string;
  readonly isDark: boolean;
  readonly state: WindowStateStore;
  /** Called when a page starts to load, including reloads. */
  readonly onPageStart: () => void;
}

/** Opens the window at its last position, shows it when it is ready, and saves its position. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const state = fitToDisplays(options.state.load(), workAreas());
  const window = new BrowserWindow(windowOptions(options, state));
  if (state.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.webContents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) options.onPageStart();
  });
  keepState(window, options.state);
  void window.loadURL(PAGE_URL);
  return window;
}

function windowOptions(options: MainWindowOptions, state: WindowState): BrowserWindowConstructorOptions {
  return {
    ...(state.bounds ?? { width: WINDOW_SIZE.width, height: WINDOW_SIZE.height, center: true }),
    minWidth: WINDOW_SIZE.minWidth,
    minHeight: WINDOW_SIZE.minHeight,
    fullscreen: state.fullScreen,
    title: 'Pushdeck',
    icon: options.iconPath,
    show: false,
    backgroundColor: options.isDark ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: options.preloadPath,
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
    },
  };
}

function workAreas(): Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary, ...others].map(({ workArea }) => workArea);
}

function keepState(window: BrowserWindow, store: WindowStateStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    store.save({
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  };
  const saveAtRest = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_DELAY_MS);
  };
  window.on('resize', saveAtRest);
  window.on('move', saveAtRest);
  window.on('close', save);
  window.on('closed', () => clearTimeout(timer));
}
