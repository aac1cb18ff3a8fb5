import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ContextBridge, IpcMain, IpcMainEvent, IpcRenderer, MessagePortMain } from 'electron';
import type { WebContentsDouble } from './electron-double-window.js';

/** The main process's end of a channel, over Node's: data arrives inside an event, and only after `start`. */
export class MessagePortMainDouble
  extends EventEmitter
  implements Pick<MessagePortMain, 'close' | 'postMessage' | 'start'>
{
  isClosed = false;
  private readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  start(): void {
    this.port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    this.port.on('close', () => {
      // Like Electron's, it reports only what the other end did.
      if (!this.isClosed) this.emit('close');
    });
  }
  close(): void {
    this.isClosed = true;
    this.port.close();
  }
}

/** A channel from a page to the main process. */
export function channelToMain(): { readonly page: MessagePort; readonly main: MessagePortMainDouble } {
  const { port1, port2 } = new MessageChannel();
  return { page: port1, main: new MessagePortMainDouble(port2) };
}

/** `ipcMain` as listeners see it; a test emits what a page sends. */
export class IpcMainDouble extends EventEmitter {
  asIpcMain(): IpcMain {
    return this as unknown as IpcMain;
  }
}

export const ipcMain = new IpcMainDouble();

/**
 * A message as the main process gets it from a page.
 *
 * @param sender - The contents it comes from.
 * @param details - `frame`: the frame inside them, their top one by default; `null` when it is gone already.
 */
export function messageFromPage(
  sender: WebContentsDouble,
  details: {
    readonly frame?: { readonly url: string } | null;
    readonly ports?: readonly MessagePortMainDouble[];
  } = {},
): IpcMainEvent {
  const { frame = sender.mainFrame, ports = [] } = details;
  return { sender, senderFrame: frame, ports } as unknown as IpcMainEvent;
}

/** `ipcRenderer`: keeps what the preload script sent, and emits what the main process would send. */
class IpcRendererDouble extends EventEmitter {
  readonly posted: {
    readonly channel: string;
    readonly data: unknown;
    readonly ports: readonly unknown[];
  }[] = [];

  postMessage: IpcRenderer['postMessage'] = (channel, data: unknown, ports: readonly unknown[] = []) => {
    this.posted.push({ channel, data, ports });
  };
  send: IpcRenderer['send'] = (channel, ...args) => {
    this.posted.push({ channel, data: args, ports: [] });
  };
}

export const ipcRenderer = new IpcRendererDouble();

/** `contextBridge`: keeps what was put into the page's world. */
class ContextBridgeDouble implements Pick<ContextBridge, 'exposeInMainWorld'> {
  readonly exposed = new Map<string, unknown>();

  exposeInMainWorld(name: string, api: unknown): void {
    if (this.exposed.has(name)) throw new Error(`Cannot bind an API on top of an existing property: ${name}`);
    this.exposed.set(name, api);
  }
}

export const contextBridge = new ContextBridgeDouble();
