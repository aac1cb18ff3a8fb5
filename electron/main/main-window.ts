import { BrowserWindow, type BrowserWindowConstructorOptions, screen } from 'electron';
import type { WindowStateStore } from './desktop-store.js';
import { PAGE_URL } from './page-address.js';
import { fitToDisplays, WINDOW_SIZE, type WindowState } from './window-state.js';

/** Moving and resizing come many times a second; the place is worth keeping once it rests. Unit: milliseconds. */
const REST_MS = 500;

/** As the page paints itself first, so that no white flashes up before it. */
const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' } as const;

export interface MainWindowOptions {
  readonly preloadPath: string;
  /** Shown by Linux desktops; the other systems take it from the package. */
  readonly iconPath: string;
  readonly isDark: boolean;
  readonly state: WindowStateStore;
  /** Called when a page begins to load in the window, also by a reload. */
  readonly onPageStart: () => void;
}

/** Opens the window where it last stood, shows it once it has something to show, and remembers its place. */
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
    timer = setTimeout(save, REST_MS);
  };
  window.on('resize', saveAtRest);
  window.on('move', saveAtRest);
  window.on('close', save);
  window.on('closed', () => clearTimeout(timer));
}
