import type { MenuItemConstructorOptions as Item } from 'electron';
import { describe, expect, it } from 'vitest';
import { type Language, LANGUAGES } from '#shared/text/localized-text';
import { menuTemplate } from '../../../electron/main/menu-template.js';
import { MENU_TEXTS } from '../../../electron/main/menu-texts.js';

const PLATFORMS = ['darwin', 'win32', 'linux'] as const;
const EACH = PLATFORMS.flatMap((platform) => LANGUAGES.map((language) => ({ platform, language })));

function build(platform: NodeJS.Platform, language: Language, done: string[] = []): Item[] {
  return menuTemplate({
    platform,
    language,
    actions: {
      openFiles: () => done.push('open'),
      command: (command) => done.push(command),
      openInBrowser: (url) => done.push(url),
      showDataFolder: () => done.push('data'),
    },
  });
}

const childrenOf = (item: Item): Item[] => (Array.isArray(item.submenu) ? item.submenu : []);
const flatten = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...flatten(childrenOf(item))]);
const rolesOf = (items: readonly Item[]) =>
  flatten(items).flatMap(({ role }) => (role === undefined ? [] : [role]));
const labelsOf = (items: readonly Item[]) =>
  flatten(items).flatMap(({ label }) => (label === undefined ? [] : [label]));

describe.each(EACH)('the menu on $platform in $language', ({ platform, language }) => {
  const menu = build(platform, language);

  it('has the editing keys that text fields depend on', () => {
    expect(rolesOf(menu)).toEqual(
      expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'quit', 'close', 'about']),
    );
  });

  it('has words of its own language on every entry that is not a line', () => {
    for (const item of flatten(menu)) {
      if (item.type !== 'separator') expect(item.label, JSON.stringify(item)).toBeTruthy();
    }
    const hasChinese = labelsOf(menu).some((label) => /\p{Script=Han}/u.test(label));
    expect(hasChinese).toBe(language === 'zh');
  });

  it('gives no key to two entries', () => {
    const keys = flatten(menu).flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('underlines each letter once in a menu, and none on macOS', () => {
    const menus = [menu, ...menu.map(childrenOf)];
    for (const items of menus) {
      const letters = items.flatMap(({ label = '' }) => /&(.)/.exec(label)?.[1]?.toUpperCase() ?? []);
      expect(new Set(letters).size, letters.join()).toBe(letters.length);
      if (platform === 'darwin') expect(letters).toEqual([]);
    }
  });
});

describe('what belongs to a platform', () => {
  it('macOS has the application menu first, with Settings, Services and Hide', () => {
    const [first] = build('darwin', 'en');
    expect(first?.label).toBe('Pushdeck');
    const roles = rolesOf(first === undefined ? [] : [first]);
    expect(roles).toEqual(['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit']);
    expect(labelsOf(first === undefined ? [] : [first])).toContain('Settings…');
  });

  it.each(['win32', 'linux'] as const)('%s has Settings and Quit in the File menu', (platform) => {
    const [file] = build(platform, 'en');
    expect(labelsOf(file === undefined ? [] : [file])).toEqual([
      '&File',
      '&Open…',
      '&Settings…',
      '&Quit Pushdeck',
    ]);
  });

  it('Chinese Windows shows the letter in brackets before the dots', () => {
    const [file] = build('win32', 'zh');
    expect(labelsOf(file === undefined ? [] : [file])).toContain('打开(&O)…');
  });

  it('Chinese macOS has its own words', () => {
    expect(labelsOf(build('darwin', 'zh'))).toEqual(expect.arrayContaining(['拷贝', '重新载入']));
    expect(labelsOf(build('linux', 'zh'))).toEqual(expect.arrayContaining(['复制(&C)', '重新加载(&R)']));
  });
});

describe('what the entries do', () => {
  it('each of our own does something, and nothing twice', () => {
    const done: string[] = [];
    for (const item of flatten(build('linux', 'en', done))) {
      (item.click as (() => void) | undefined)?.();
    }
    expect(done).toHaveLength(new Set(done).size);
    expect(done).toEqual(expect.arrayContaining(['open', 'settings', 'send', 'find', 'data']));
    expect(done.filter((entry) => entry.startsWith('https://developer.apple.com/'))).toHaveLength(2);
  });

  it('the keys of the page are only shown, so that it is not asked twice', () => {
    const items = flatten(build('win32', 'en'));
    expect(items.find(({ label }) => label === '&Send')).toMatchObject({
      accelerator: 'CmdOrCtrl+Enter',
      registerAccelerator: false,
    });
  });

  it('every text says something in both languages', () => {
    for (const text of Object.values(MENU_TEXTS)) {
      expect(text.en).not.toBe('');
      expect(text.zh).toMatch(/\p{Script=Han}/u);
    }
  });
});
