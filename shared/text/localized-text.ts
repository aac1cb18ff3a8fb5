/** The supported languages. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * A text in every language. Rules, errors and explanations carry all translations, so that the window can switch
 * language at any time and a missing translation does not compile.
 */
export type LocalizedText = Readonly<Record<Language, string>>;

/** A text that is the same in every language: names, codes, messages of other programs. */
export function sameInAll(words: string): LocalizedText {
  return { en: words, zh: words };
}
