import { type Language, LANGUAGES } from '#shared/text/localized-text';

/**
 * The language of menu and dialogs: the one chosen in the settings, else the first supported one of the system,
 * else English.
 *
 * @param systemLanguages - BCP 47 tags in order of preference, as the system gives them (`zh-Hans-CN`).
 */
export function chooseLanguage(chosen: Language | 'system', systemLanguages: readonly string[]): Language {
  if (chosen !== 'system') return chosen;
  for (const tag of systemLanguages) {
    const spoken = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (spoken !== undefined) return spoken;
  }
  return 'en';
}
