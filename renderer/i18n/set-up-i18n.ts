import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '#shared/text/localized-text';

/** Loaded on demand: only the language that is shown. */
const TRANSLATIONS: Readonly<Record<Language, () => Promise<Readonly<Record<string, object>>>>> = {
  en: async () => (await import('./english.js')).english,
  zh: async () => (await import('./chinese.js')).chinese,
};

/** Loads one language before the first render, so that the first paint is already translated. */
export async function setUpI18n(language: Language): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    // Both languages are complete; a test checks that.
    fallbackLng: false,
    defaultNS: 'shell',
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await loadLanguage(instance, language);
  return instance;
}

/** Loads a language so that i18n can switch to it. */
export async function loadLanguage(instance: i18n, language: Language): Promise<void> {
  if (instance.hasResourceBundle(language, 'shell')) return;
  for (const [namespace, sentences] of Object.entries(await TRANSLATIONS[language]())) {
    instance.addResourceBundle(language, namespace, sentences);
  }
}
