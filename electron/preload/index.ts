import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type {
  DESKTOP_CONNECT,
  DESKTOP_EVENT,
  DESKTOP_LISTENING,
  DesktopBridge,
  DesktopEvent,
} from '#shared/contract/desktop-bridge';

// Only types are imported, so that the built preload is a single file; the types keep the channel names in sync.
const connect: typeof DESKTOP_CONNECT = 'pushdeck:connect';
const listening: typeof DESKTOP_LISTENING = 'pushdeck:listening';
const desktopEvent: typeof DESKTOP_EVENT = 'pushdeck:event';

// A MessagePort cannot be passed through `contextBridge`, so the page posts it to its own window.
window.addEventListener('message', (message) => {
  const [port] = message.ports;
  if (message.source !== window || message.data !== connect) return;
  if (port !== undefined && message.ports.length === 1) ipcRenderer.postMessage(connect, null, [port]);
});

const bridge: DesktopBridge = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
  subscribe: (listener) => {
    const forward = (_event: IpcRendererEvent, event: DesktopEvent): void => listener(event);
    ipcRenderer.on(desktopEvent, forward);
    ipcRenderer.send(listening);
    return () => void ipcRenderer.off(desktopEvent, forward);
  },
};

contextBridge.exposeInMainWorld('pushdeck', bridge);
