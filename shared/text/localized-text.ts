/** The languages that every sentence of the product exists in. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * One sentence in every language. Rules, errors and explanations carry their words with them, so that the
 * window can switch language at any time and a missing translation does not compile.
 */
export type LocalizedText = Readonly<Record<Language, string>>;

/** The same words in every language: names, codes, foreign messages. */
export function sameInAll(words: string): LocalizedText {
  return { en: words, zh: words };
}
