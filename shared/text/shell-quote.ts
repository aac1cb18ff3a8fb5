/**
 * Quotes any text as one word for a POSIX shell.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html (2.2.2 Single-Quotes)
 */
export function shellQuote(text: string): string {
  if (/^[\w@%+:,./-]+$/.test(text) && !text.startsWith('-')) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Joins the parts of a command with line continuations, one option and its value per line. */
export function shellCommand(parts: readonly string[]): string {
  return parts.join(' \\\n  ');
}
