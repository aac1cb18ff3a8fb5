/** `{"` as base64 begins with `eyJ`; with a space or a line break after the brace, with `ew` or `eyAi`. */
const TOKEN = /(?<![\w+/.-])e[wy][\w+/-]*={0,2}\.e[wy][\w+/-]*={0,2}\.[\w+/-]+={0,2}/;

/**
 * The first JWT in a text: bare, in an `authorization` header, in quotes, in a command, broken over lines.
 *
 * @returns `null` where there is none.
 */
export function findProviderToken(text: string): string | null {
  const plain = text.replaceAll(/[\u200b-\u200d\u2060\ufeff]/g, '');
  const whole = plain
    .replaceAll(/^[\s"'`“”‘’]+|[\s"'`“”‘’;,]+$/g, '')
    .replace(/^(?:authorization\s*:\s*)?bearer\s+/i, '');
  // A token that a terminal or a mail program has broken over lines goes on to the end of the text.
  const joined = whole.replaceAll(/\\?\s*[\r\n]+\s*/g, '');
  return TOKEN.exec(joined)?.[0] ?? TOKEN.exec(plain)?.[0] ?? null;
}
