/** More than anyone types; further words of a pasted text are ignored. */
const WORD_LIMIT = 8;
/** Unit: UTF-16 code units. */
const WORD_LENGTH_LIMIT = 200;

/**
 * Splits a search into words that must all be found. They are separated by whitespace; `"quoted text"` counts as one.
 */
export function searchWords(search: string): readonly string[] {
  const words: string[] = [];
  for (const match of search.matchAll(/"([^"]+)"|(\S+)/gu)) {
    const word = (match[1] ?? match[2] ?? '').trim().slice(0, WORD_LENGTH_LIMIT);
    if (word !== '' && !words.includes(word)) words.push(word);
    if (words.length === WORD_LIMIT) break;
  }
  return words;
}
