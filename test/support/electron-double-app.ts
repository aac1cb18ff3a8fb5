import { EventEmitter } from 'node:events';
import type { AboutPanelOptionsOptions, App } from 'electron';

type UsedApp = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'getPath'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'isPackaged'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setName'
  | 'setPath'
  | 'whenReady'
>;

/** `app`: quits the way Electron does, so that a prevented `will-quit` keeps it running. */
export class AppDouble extends EventEmitter implements UsedApp {
  isPackaged = false;
  isSandboxed = false;
  hasLock = true;
  lockData: unknown = undefined;
  exitCode: number | undefined;
  hasQuit = false;
  languages: string[] = ['en-GB'];
  name = 'electron';
  userModelId: string | undefined;
  about: AboutPanelOptionsOptions | undefined;
  readonly paths = new Map<string, string>();
  readonly protocolClients: string[] = [];
  /** The lever of {@link whenReady}. */
  becomeReady: () => void = () => undefined;
  private readonly ready = new Promise<void>((resolve) => {
    this.becomeReady = resolve;
  });

  /** As TypeScript knows the real one. */
  asApp(): App {
    return this as unknown as App;
  }
  whenReady(): Promise<void> {
    return this.ready;
  }
  quit(): void {
    const event = { isPrevented: false, preventDefault: () => (event.isPrevented = true) };
    this.emit('before-quit', event);
    this.emit('will-quit', event);
    if (event.isPrevented) return;
    this.hasQuit = true;
    this.emit('quit');
  }
  exit(code = 0): void {
    this.exitCode = code;
  }
  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    this.lockData = additionalData;
    return this.hasLock;
  }
  enableSandbox(): void {
    this.isSandboxed = true;
  }
  setName(name: string): void {
    this.name = name;
  }
  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }
  setAboutPanelOptions(options: AboutPanelOptionsOptions): void {
    this.about = options;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.protocolClients.push(scheme);
    return true;
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }
  getPath(name: string): string {
    return this.paths.get(name) ?? `/electron-double/${name}`;
  }
  getVersion(): string {
    return '0.0.0';
  }
  getPreferredSystemLanguages(): string[] {
    return this.languages;
  }
}

export const app = new AppDouble();
