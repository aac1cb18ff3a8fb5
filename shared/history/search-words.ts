/** More words than anybody types; the rest of a pasted text is not looked for. */
const WORD_LIMIT = 8;
/** Unit: UTF-16 code units. */
const WORD_LENGTH_LIMIT = 200;

/**
 * The words of a search: separated by white space, all of which must be found; `"in quotes"` counts as one.
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
