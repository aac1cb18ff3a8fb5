/**
 * Characters with an effect instead of a glyph: C0 and C1 controls and DEL move the cursor, recolour or retitle a
 * terminal; line and paragraph separators end a line; bidirectional marks reorder what follows, so that one name looks
 * like another. Line feed and tab are harmless.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const CONTROL_CHARACTERS = /(?![\n\t])[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Makes untrusted text safe for a terminal or a log: control characters are escaped, for example as `\u{1b}`. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL_CHARACTERS, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
