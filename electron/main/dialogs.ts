import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { AppError } from '#shared/errors';
import type { Language, LocalizedText } from '#shared/text/localized-text';

const WORDS = {
  openTitle: { en: 'Open credentials or a payload', zh: '打开凭证或推送内容' },
  openButton: { en: 'Open', zh: '打开' },
  allFiles: { en: 'All files', zh: '所有文件' },
  known: { en: 'Certificates, keys and payloads', zh: '证书、密钥和推送内容' },
  refused: { en: 'Not opened', zh: '未能打开' },
  cannotStart: { en: 'Pushdeck cannot start', zh: 'Pushdeck 无法启动' },
  mustEnd: { en: 'Pushdeck has to close', zh: 'Pushdeck 需要退出' },
  pageGone: { en: 'The window stopped working', zh: '窗口已停止工作' },
  pageGoneDetail: {
    en: 'Your drafts, credentials and history are safe. Reload to continue.',
    zh: '草稿、凭证和历史记录均未丢失。重新加载即可继续。',
  },
  unresponsive: { en: 'The window does not respond', zh: '窗口没有响应' },
  reload: { en: 'Reload', zh: '重新加载' },
  wait: { en: 'Wait', zh: '等待' },
  quit: { en: 'Quit', zh: '退出' },
} as const satisfies Record<string, LocalizedText>;

/** The content decides what a file is, so the filter is only a convenience, and all files can be chosen. */
const KNOWN_EXTENSIONS = [
  ...['p12', 'pfx', 'p8', 'cer', 'crt', 'der', 'pem', 'key', 'certSigningRequest'],
  ...['json', 'apns'],
];

/** Asks for files. @returns their paths; empty if cancelled. */
export async function askForFiles(
  language: Language,
  window: BrowserWindow | undefined,
): Promise<readonly string[]> {
  const options: OpenDialogOptions = {
    title: WORDS.openTitle[language],
    buttonLabel: WORDS.openButton[language],
    properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
    filters: [
      { name: WORDS.known[language], extensions: KNOWN_EXTENSIONS },
      { name: WORDS.allFiles[language], extensions: ['*'] },
    ],
  };
  const chosen = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return chosen.canceled ? [] : chosen.filePaths;
}

/** Shows which files could not be opened, and why. */
export function explainRefusedFiles(
  language: Language,
  window: BrowserWindow | undefined,
  reasons: readonly LocalizedText[],
): void {
  const options = {
    type: 'warning' as const,
    message: WORDS.refused[language],
    detail: reasons.map((reason) => reason[language]).join('\n'),
  };
  void (window === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
}

/** Shows why the app cannot start; works before it is ready. */
export function explainFailedStart(language: Language, error: AppError): void {
  dialog.showErrorBox(WORDS.cannotStart[language], `${error.text[language]}\n\n${error.hint[language]}`);
}

/** Shows that an unexpected error ends the app, and where its report is. */
export function explainFault(language: Language, error: AppError): void {
  dialog.showErrorBox(WORDS.mustEnd[language], `${error.text[language]}\n\n${error.hint[language]}`);
}

/** Asks what to do after the page's process has ended. @returns the user's choice. */
export async function askAfterCrash(language: Language, window: BrowserWindow): Promise<'reload' | 'quit'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: WORDS.pageGone[language],
    detail: WORDS.pageGoneDetail[language],
    buttons: [WORDS.reload[language], WORDS.quit[language]],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1 ? 'quit' : 'reload';
}

/** Asks what to do while the page does not respond. @returns the user's choice. */
export async function askWhileUnresponsive(
  language: Language,
  window: BrowserWindow,
): Promise<'reload' | 'wait'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: WORDS.unresponsive[language],
    detail: WORDS.pageGoneDetail[language],
    buttons: [WORDS.wait[language], WORDS.reload[language]],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1 ? 'reload' : 'wait';
}
