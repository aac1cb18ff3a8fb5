import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Appearance } from '../../../electron/main/appearance.js';
import { chooseLanguage } from '../../../electron/main/language.js';
import type * as Double from '../../support/electron-double.js';

describe('chooseLanguage', () => {
  it.each([
    { chosen: 'zh', system: ['en-US'], language: 'zh' },
    { chosen: 'en', system: ['zh-Hans-CN'], language: 'en' },
    { chosen: 'system', system: ['zh-Hans-CN', 'en-US'], language: 'zh' },
    { chosen: 'system', system: ['fr-FR', 'zh-TW', 'en-GB'], language: 'zh' },
    { chosen: 'system', system: ['ZH'], language: 'zh' },
    { chosen: 'system', system: ['zhx-XX', 'de'], language: 'en' },
    { chosen: 'system', system: [], language: 'en' },
  ] as const)('$chosen with $system → $language', ({ chosen, system, language }) => {
    expect(chooseLanguage(chosen, system)).toBe(language);
  });
});

describe('menu and theme', () => {
  let electron: typeof Double;
  let appearance: Appearance;

  beforeEach(async () => {
    vi.resetModules();
    electron = await import('../../support/electron-double.js');
    const { createAppearance } = await import('../../../electron/main/appearance.js');
    electron.app.languages = ['zh-Hans-CN'];
    const nothing = () => undefined;
    appearance = createAppearance('linux', {
      openFiles: nothing,
      command: nothing,
      openInBrowser: nothing,
      showDataFolder: nothing,
    });
  });

  const firstMenu = () => electron.Menu.current?.[0]?.label;

  it('speak the language of the system before any setting is known', () => {
    expect(appearance.language()).toBe('zh');
  });

  it('follow the settings, also when they change', () => {
    appearance.apply({ language: 'system', colorScheme: 'system' });
    expect(firstMenu()).toBe('文件(&F)');
    appearance.apply({ language: 'en', colorScheme: 'dark' });
    expect(firstMenu()).toBe('&File');
    expect(appearance.language()).toBe('en');
    expect(electron.nativeTheme.themeSource).toBe('dark');
  });

  it('does not build the menu anew for a change that does not concern it', () => {
    appearance.apply({ language: 'en', colorScheme: 'light' });
    const before = electron.Menu.current;
    appearance.apply({ language: 'en', colorScheme: 'dark' });
    expect(electron.Menu.current).toBe(before);
  });
});
