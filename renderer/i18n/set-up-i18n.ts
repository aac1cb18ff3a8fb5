import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '#shared/text/localized-text';

/** A language is loaded when it is first shown: nobody waits for words that nobody reads. */
const TRANSLATIONS: Readonly<Record<Language, () => Promise<Readonly<Record<string, object>>>>> = {
  en: async () => (await import('./english.js')).english,
  zh: async () => (await import('./chinese.js')).chinese,
};

/** Makes one language ready, so that the first paint already speaks it. */
export async function setUpI18n(language: Language): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    // Both languages are complete, which a test keeps.
    fallbackLng: false,
    defaultNS: 'shell',
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await loadLanguage(instance, language);
  return instance;
}

/** Makes a language ready to be changed to. */
export async function loadLanguage(instance: i18n, language: Language): Promise<void> {
  if (instance.hasResourceBundle(language, 'shell')) return;
  for (const [namespace, sentences] of Object.entries(await TRANSLATIONS[language]())) {
    instance.addResourceBundle(language, namespace, sentences);
  }
}
