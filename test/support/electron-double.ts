/**
 * A stand-in for the module `electron` in plain Node: vitest resolves `electron` to this file. Only what our
 * code uses is here, and types come from the real typings, so an invented member does not compile.
 *
 * Code under test imports `electron`; tests import this file for the levers. Tests that go through the module
 * itself start with `vi.resetModules()`, which gives them fresh doubles.
 */
import { app } from './electron-double-app.js';
import { ipcMain } from './electron-double-ipc.js';
import { shell } from './electron-double-system.js';

export { app, AppDouble } from './electron-double-app.js';
export {
  channelToMain,
  contextBridge,
  ipcMain,
  IpcMainDouble,
  ipcRenderer,
  messageFromPage,
} from './electron-double-ipc.js';
export {
  dialog,
  Menu,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  SessionDouble,
  shell,
} from './electron-double-system.js';
export { BrowserWindowDouble as BrowserWindow, WebContentsDouble } from './electron-double-window.js';

const whole = { app, ipcMain, shell };
// The real one is a CommonJS module, and electron-store imports it as a whole.
export { whole as default };
