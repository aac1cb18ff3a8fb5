import { app, Menu, nativeTheme } from 'electron';
import type { Settings } from '#shared/settings';
import type { Language } from '#shared/text/localized-text';
import { chooseLanguage } from './language.js';
import { type MenuActions, menuTemplate } from './menu-template.js';

/** Keeps menu and theme in sync with the settings. */
export interface Appearance {
  language(): Language;
  apply(settings: Pick<Settings, 'language' | 'colorScheme'>): void;
}

export function createAppearance(platform: NodeJS.Platform, actions: MenuActions): Appearance {
  let language: Language | undefined;
  const current = (): Language => language ?? chooseLanguage('system', app.getPreferredSystemLanguages());
  return {
    language: current,
    apply: (settings) => {
      nativeTheme.themeSource = settings.colorScheme;
      const chosen = chooseLanguage(settings.language, app.getPreferredSystemLanguages());
      if (chosen === language) return;
      language = chosen;
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform, language: chosen, actions })));
    },
  };
}
