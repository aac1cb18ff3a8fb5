/**
 * A text as one word of a POSIX shell, whatever is in it.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html (2.2.2 Single-Quotes)
 */
export function shellQuote(text: string): string {
  if (/^[\w@%+:,./-]+$/.test(text) && !text.startsWith('-')) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words as a command over several lines, an option and its value on each. */
export function shellCommand(parts: readonly string[]): string {
  return parts.join(' \\\n  ');
}
