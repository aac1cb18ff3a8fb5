import type { Settings } from '#shared/settings';
import type { Language } from '#shared/text/localized-text';

/**
 * The language to show.
 *
 * @param setting - The user's choice; `system` follows `preferred`.
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

/** The language as a BCP 47 tag, for `<html lang>` and `Intl`. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** Each language by its own name, so that its readers recognise it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };
