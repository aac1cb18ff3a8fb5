/**
 * Characters that act instead of being seen: C0 and C1 controls and DEL move the cursor, recolour or retitle a terminal;
 * line and paragraph separators end a line; bidirectional marks turn what follows, so that a name reads as another one.
 * Line feed and tab are what they look like.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const ACTING = /(?![\n\t])[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text from anywhere, harmless in a terminal or a log: what would act is written out, such as `\u{1b}`. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(ACTING, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
