import { describe, expect, it } from 'vitest';
import { createWindowKeeper } from '../../../electron/main/window-keeper.js';
import { BrowserWindow } from '../../support/electron-double.js';

function keeper() {
  const opened: BrowserWindow[] = [];
  const kept = createWindowKeeper();
  const start = () =>
    kept.start(() => {
      const window = new BrowserWindow();
      opened.push(window);
      return window.asWindow();
    });
  return { kept, opened, start };
}

describe('the one window', () => {
  it('does not open before everything it needs is there', () => {
    const { kept, opened } = keeper();
    kept.show();
    expect(opened).toEqual([]);
    expect(kept.contents()).toBeUndefined();
  });

  it('is opened once, and brought to the front after that', () => {
    const { kept, opened, start } = keeper();
    start();
    const [window] = opened;
    if (window === undefined) throw new Error('no window was opened');
    window.minimized = true;
    kept.show();
    expect(opened).toHaveLength(1);
    expect(window).toMatchObject({ minimized: false, focuses: 1 });
    expect(kept.contents()).toBe(window.webContents);
  });

  it('is opened again after it was closed', () => {
    const { kept, opened, start } = keeper();
    start();
    opened[0]?.close();
    expect(kept.window()).toBeUndefined();
    kept.show();
    expect(opened).toHaveLength(2);
  });
});
