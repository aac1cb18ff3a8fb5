import { EventEmitter } from 'node:events';
import type {
  CustomScheme,
  Dialog,
  Display,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeTheme,
  NotificationConstructorOptions,
  OpenDialogOptions,
  Protocol,
  Rectangle,
  Session,
  Shell,
} from 'electron';

/** `dialog`: answers with what a test prepared and keeps what was asked. */
class DialogDouble {
  chosenFiles: string[] = [];
  /** The button that the next message box answers with. */
  button = 0;
  readonly messages: MessageBoxOptions[] = [];
  readonly openDialogs: OpenDialogOptions[] = [];
  readonly errors: { readonly title: string; readonly content: string }[] = [];

  // Both take the window first where there is one.
  async showOpenDialog(...args: unknown[]): ReturnType<Dialog['showOpenDialog']> {
    this.openDialogs.push(args.at(-1) as OpenDialogOptions);
    return { canceled: this.chosenFiles.length === 0, filePaths: this.chosenFiles };
  }
  async showMessageBox(...args: unknown[]): ReturnType<Dialog['showMessageBox']> {
    this.messages.push(args.at(-1) as MessageBoxOptions);
    return { response: this.button, checkboxChecked: false };
  }
  showErrorBox: Dialog['showErrorBox'] = (title, content) => {
    this.errors.push({ title, content });
  };
}

export const dialog = new DialogDouble();

/** `Menu`: a built menu is its template. */
export const Menu = {
  current: null as MenuItemConstructorOptions[] | null,
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: MenuItemConstructorOptions[] | null) => {
    Menu.current = menu;
  },
};

export const nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors' | 'themeSource'> = {
  shouldUseDarkColors: false,
  themeSource: 'system',
};

/** `shell`: keeps what the system was asked to open. */
class ShellDouble implements Pick<Shell, 'openExternal' | 'openPath' | 'showItemInFolder'> {
  readonly opened: string[] = [];
  readonly revealed: string[] = [];

  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  }
  async openPath(path: string): Promise<string> {
    this.revealed.push(path);
    return '';
  }
  showItemInFolder(path: string): void {
    this.revealed.push(path);
  }
}

export const shell = new ShellDouble();

/** `screen`: displays side by side, the first one primary. */
class ScreenDouble {
  workAreas: Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }];

  getAllDisplays(): Display[] {
    return this.workAreas.map((workArea, id) => ({ id, workArea }) as Display);
  }
  getPrimaryDisplay(): Display {
    return { id: 0, workArea: this.workAreas[0] } as Display;
  }
}

export const screen = new ScreenDouble();

/** `powerMonitor`: a test emits what the system tells. */
export const powerMonitor = new EventEmitter();

type ProtocolHandler = Parameters<Protocol['handle']>[1];

class ProtocolDouble implements Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'> {
  schemes: CustomScheme[] = [];
  readonly handlers = new Map<string, ProtocolHandler>();

  asProtocol(): Protocol {
    return this as unknown as Protocol;
  }
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    this.schemes = schemes;
  }
  handle(scheme: string, handler: ProtocolHandler): void {
    this.handlers.set(scheme, handler);
  }
}

export const protocol = new ProtocolDouble();

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
type DeviceHandler = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>;

/** A session: keeps the handlers, so that a test can ask them. */
export class SessionDouble implements Pick<
  Session,
  'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler'
> {
  request: RequestHandler | null = null;
  check: CheckHandler | null = null;
  device: DeviceHandler | null = null;

  asSession(): Session {
    return this as unknown as Session;
  }
  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: DeviceHandler | null): void {
    this.device = handler;
  }
}

export const session = { defaultSession: new SessionDouble() };

/** `Notification`: keeps what was shown; a test clicks it by emitting `click`. */
export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  static supported = true;
  static isSupported(): boolean {
    return Notification.supported;
  }
  readonly options: NotificationConstructorOptions;
  isClosed = false;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.options = options;
  }
  show(): void {
    Notification.shown.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
}
