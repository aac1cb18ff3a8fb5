import type { MenuItemConstructorOptions as Item } from 'electron';
import type { DesktopCommand } from '#shared/contract/desktop-bridge';
import type { Language } from '#shared/text/localized-text';
import { MENU_TEXTS, type MenuText, type MenuTextName } from './menu-texts.js';

/** The actions of menu items without a built-in role. */
export interface MenuActions {
  readonly openFiles: () => void;
  readonly command: (command: DesktopCommand) => void;
  readonly openInBrowser: (url: string) => void;
  readonly showDataFolder: () => void;
}

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly language: Language;
  readonly actions: MenuActions;
}

const APPLE = 'https://developer.apple.com/documentation/usernotifications';
const APPLE_DOCS = `${APPLE}/sending-notification-requests-to-apns`;
const APPLE_ANSWERS = `${APPLE}/handling-notification-responses-from-apns`;

const line: Item = { type: 'separator' };

/** The application menu in one language, following the conventions of the platform. */
export function menuTemplate(options: MenuOptions): Item[] {
  const label = labeller(options);
  const isMac = options.platform === 'darwin';
  const menu = (name: MenuTextName, submenu: Item[], rest: Item = {}): Item => ({
    ...rest,
    label: label(name),
    submenu,
  });
  return [
    ...(isMac ? [{ label: 'Pushdeck', submenu: macApplicationMenu(label, options.actions) }] : []),
    menu('file', fileMenu(label, options.actions, isMac)),
    menu('edit', editMenu(label)),
    menu('view', viewMenu(label)),
    menu('push', pushMenu(label, options.actions)),
    menu('window', windowMenu(label, isMac), { role: 'window' }),
    menu('help', helpMenu(label, options.actions, isMac), { role: 'help' }),
  ];
}

type Label = (name: MenuTextName) => string;

function labeller({ platform, language }: MenuOptions): Label {
  return (name) => {
    const text: MenuText = MENU_TEXTS[name];
    if (platform === 'darwin') return language === 'zh' ? (text.zhMac ?? text.zh) : text.en;
    if (text.key === undefined) return text[language];
    // Chinese labels have no letter to underline; Windows appends one in brackets, before the ellipsis.
    if (language === 'zh') return text.zh.replace(/…?$/, `(&${text.key.toUpperCase()})$&`);
    return text.en.replace(text.key, '&$&');
  };
}

function macApplicationMenu(label: Label, actions: MenuActions): Item[] {
  return [
    { role: 'about', label: label('about') },
    line,
    settingsItem(label, actions),
    line,
    { role: 'services', label: label('services') },
    line,
    { role: 'hide', label: label('hide') },
    { role: 'hideOthers', label: label('hideOthers') },
    { role: 'unhide', label: label('showAll') },
    line,
    { role: 'quit', label: label('quit') },
  ];
}

function fileMenu(label: Label, actions: MenuActions, isMac: boolean): Item[] {
  const open: Item = { label: label('open'), accelerator: 'CmdOrCtrl+O', click: () => actions.openFiles() };
  const close: Item = { role: 'close', label: label('close') };
  if (isMac) return [open, line, close];
  return [open, line, settingsItem(label, actions), line, { role: 'quit', label: label('quit') }];
}

function editMenu(label: Label): Item[] {
  return [
    { role: 'undo', label: label('undo') },
    { role: 'redo', label: label('redo') },
    line,
    { role: 'cut', label: label('cut') },
    { role: 'copy', label: label('copy') },
    { role: 'paste', label: label('paste') },
    { role: 'delete', label: label('delete') },
    line,
    { role: 'selectAll', label: label('selectAll') },
  ];
}

function viewMenu(label: Label): Item[] {
  return [
    { role: 'resetZoom', label: label('actualSize') },
    { role: 'zoomIn', label: label('zoomIn') },
    { role: 'zoomOut', label: label('zoomOut') },
    line,
    { role: 'togglefullscreen', label: label('fullScreen') },
    line,
    { role: 'reload', label: label('reload') },
    { role: 'toggleDevTools', label: label('developerTools') },
  ];
}

function pushMenu(label: Label, actions: MenuActions): Item[] {
  return [
    commandItem(label('send'), 'CmdOrCtrl+Enter', 'send', actions),
    commandItem(label('find'), 'CmdOrCtrl+K', 'find', actions),
  ];
}

function windowMenu(label: Label, isMac: boolean): Item[] {
  const minimize: Item = { role: 'minimize', label: label('minimize') };
  if (!isMac) return [minimize, { role: 'close', label: label('close') }];
  return [minimize, { role: 'zoom', label: label('zoom') }, line, { role: 'front', label: label('front') }];
}

function helpMenu(label: Label, actions: MenuActions, isMac: boolean): Item[] {
  return [
    { label: label('appleDocs'), click: () => actions.openInBrowser(APPLE_DOCS) },
    { label: label('appleAnswers'), click: () => actions.openInBrowser(APPLE_ANSWERS) },
    line,
    { label: label('dataFolder'), click: () => actions.showDataFolder() },
    ...(isMac ? [] : [line, { role: 'about', label: label('about') } satisfies Item]),
  ];
}

function settingsItem(label: Label, actions: MenuActions): Item {
  return commandItem(label('settings'), 'CmdOrCtrl+,', 'settings', actions);
}

/**
 * An item that triggers a command of the page. The page handles the shortcut itself, because it also runs in a
 * browser, so the accelerator is only displayed. macOS registers it anyway, but lets the page handle it first.
 */
function commandItem(
  label: string,
  accelerator: string,
  command: DesktopCommand,
  actions: MenuActions,
): Item {
  return { label, accelerator, registerAccelerator: false, click: () => actions.command(command) };
}
