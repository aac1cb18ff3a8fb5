import type { Settings } from '#shared/settings';
import type { Language } from '#shared/text/localized-text';

/**
 * The language to show.
 *
 * @param setting - What the user chose; `system` follows `preferred`.
 * @param preferred - The system's languages as BCP 47 tags, the preferred one first.
 */
export function resolveLanguage(setting: Settings['language'], preferred: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'zh' || primary === 'en') return primary;
  }
  return 'en';
}

/** The same as a tag for `<html lang>` and `Intl`. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** Each language by its own name: who reads only that one must find it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };
