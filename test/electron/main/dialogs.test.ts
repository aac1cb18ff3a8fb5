import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#shared/errors';
import type * as Dialogs from '../../../electron/main/dialogs.js';
import type * as Recovery from '../../../electron/main/page-recovery.js';
import type * as Double from '../../support/electron-double.js';

let electron: typeof Double;
let dialogs: typeof Dialogs;
let recovery: typeof Recovery;

beforeEach(async () => {
  vi.resetModules();
  electron = await import('../../support/electron-double.js');
  dialogs = await import('../../../electron/main/dialogs.js');
  recovery = await import('../../../electron/main/page-recovery.js');
});

describe('dialogs', () => {
  it('asks for files of any kind, and takes no for an answer', async () => {
    expect(await dialogs.askForFiles('zh', undefined)).toEqual([]);
    electron.dialog.chosenFiles = ['/keys/dev.p12'];
    expect(await dialogs.askForFiles('en', new electron.BrowserWindow().asWindow())).toEqual([
      '/keys/dev.p12',
    ]);
    expect(electron.dialog.openDialogs.map(({ title }) => title)).toEqual([
      '打开凭证或推送内容',
      'Open credentials or a payload',
    ]);
    expect(electron.dialog.openDialogs[0]?.filters?.at(-1)?.extensions).toEqual(['*']);
    expect(electron.dialog.openDialogs[0]?.properties).toContain('multiSelections');
  });

  it('says why the program cannot start and what to do, without a stack', () => {
    const error = new AppError(
      'data-folder-unwritable',
      { en: 'The folder cannot be written.', zh: '无法写入文件夹。' },
      { en: 'Choose another one.', zh: '请另选一个。' },
      { cause: new Error('EROFS at open (/home/ada)') },
    );
    dialogs.explainFailedStart('en', error);
    dialogs.explainFailedStart('zh', error);
    expect(electron.dialog.errors).toEqual([
      { title: 'Pushdeck cannot start', content: 'The folder cannot be written.\n\nChoose another one.' },
      { title: 'Pushdeck 无法启动', content: '无法写入文件夹。\n\n请另选一个。' },
    ]);
  });

  it('names every file that was not opened', () => {
    dialogs.explainRefusedFiles('en', undefined, [
      { en: 'a is a folder', zh: 'a' },
      { en: 'b is gone', zh: 'b' },
    ]);
    expect(electron.dialog.messages).toMatchObject([{ detail: 'a is a folder\nb is gone' }]);
  });
});

describe('a page that crashed or hangs', () => {
  const quit = vi.fn();

  function window() {
    quit.mockReset();
    const opened = new electron.BrowserWindow();
    recovery.recoverPage(opened.asWindow(), () => 'en', quit);
    return opened;
  }

  it('is loaded again when the person wants to go on', async () => {
    const opened = window();
    opened.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 });
    await vi.waitFor(() => expect(opened.webContents.reloads).toBe(1));
    expect(electron.dialog.messages).toMatchObject([{ message: 'The window stopped working' }]);
    expect(quit).not.toHaveBeenCalled();
  });

  it('ends the program when the person wants that', async () => {
    electron.dialog.button = 1;
    window().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    await vi.waitFor(() => expect(quit).toHaveBeenCalled());
  });

  it('is nothing to talk about when it ended in order', () => {
    window().webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(electron.dialog.messages).toEqual([]);
  });

  it('is asked about once while it hangs, and left alone when the person waits', async () => {
    const opened = window();
    opened.emit('unresponsive');
    opened.emit('unresponsive');
    await Promise.resolve();
    expect(electron.dialog.messages).toHaveLength(1);
    expect(opened.webContents).toMatchObject({ crashes: 0, reloads: 0 });
  });

  it('is ended and loaded again on request, without asking a second time', async () => {
    electron.dialog.button = 1;
    const opened = window();
    opened.emit('unresponsive');
    await vi.waitFor(() => expect(opened.webContents).toMatchObject({ crashes: 1, reloads: 1 }));
    expect(electron.dialog.messages).toHaveLength(1);
  });
});
