import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';

type WindowOpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

/** A navigation that can be prevented, as the guards see it. */
export class NavigationDouble {
  readonly url: string;
  readonly isMainFrame = true;
  readonly isSameDocument = false;
  isPrevented = false;

  constructor(url: string) {
    this.url = url;
  }
  preventDefault = (): void => {
    this.isPrevented = true;
  };
}

export class WebContentsDouble
  extends EventEmitter
  implements
    Pick<WebContents, 'forcefullyCrashRenderer' | 'getURL' | 'reload' | 'send' | 'setWindowOpenHandler'>
{
  readonly mainFrame = { url: 'about:blank', parent: null };
  readonly sent: { readonly channel: string; readonly data: unknown }[] = [];
  reloads = 0;
  crashes = 0;
  private openHandler: WindowOpenHandler | undefined;

  asWebContents(): WebContents {
    return this as unknown as WebContents;
  }
  send(channel: string, data: unknown): void {
    this.sent.push({ channel, data });
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  reload(): void {
    this.reloads++;
  }
  forcefullyCrashRenderer(): void {
    this.crashes++;
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.openHandler = handler;
  }
  /** The page calls `window.open`, or a link with `target="_blank"` is followed. */
  openWindow(url: string): 'allow' | 'deny' | undefined {
    const details = { url } as Parameters<WindowOpenHandler>[0];
    return this.openHandler?.(details).action;
  }
  /** The page tries to go somewhere; emits what Electron emits, in its order. */
  navigate(url: string, events: readonly string[] = ['will-frame-navigate', 'will-navigate']): boolean {
    const navigation = new NavigationDouble(url);
    for (const event of events) this.emit(event, navigation, url);
    return !navigation.isPrevented;
  }
}

type UsedWindow = Pick<
  BrowserWindow,
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'show'
>;

export class BrowserWindowDouble extends EventEmitter implements UsedWindow {
  /** Every window that was opened, the newest last. */
  static readonly opened: BrowserWindowDouble[] = [];

  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new WebContentsDouble();
  bounds: Rectangle;
  minimized = false;
  focused = true;
  maximized = false;
  fullScreen: boolean;
  isShown: boolean;
  focuses = 0;
  private destroyed = false;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    this.isShown = options.show ?? true;
    this.fullScreen = options.fullscreen ?? false;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    BrowserWindowDouble.opened.push(this);
  }
  asWindow(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.emit('did-start-navigation', new NavigationDouble(url));
    this.webContents.mainFrame.url = url;
    this.emit('ready-to-show');
  }
  /** The person closes the window. */
  close(): void {
    this.emit('close', { preventDefault: () => undefined });
    this.destroyed = true;
    this.emit('closed');
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {
    this.focuses++;
  }
  maximize(): void {
    this.maximized = true;
  }
  restore(): void {
    this.minimized = false;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFullScreen(): boolean {
    return this.fullScreen;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
}
