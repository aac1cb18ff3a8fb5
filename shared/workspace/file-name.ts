/** Unit: UTF-8 bytes. File systems end at 255; this leaves room for a number, an extension and a temporary suffix. */
const LENGTH_LIMIT_BYTES = 180;

/**
 * Names that Windows keeps for devices, with any extension.
 *
 * @see https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
 */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * A file name, without extension, that looks like the given name and is good on macOS, Windows and Linux, so
 * that a repository can be checked out anywhere.
 */
export function safeFileName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(/\p{Cc}|\p{Cs}/gu, ' ')
    // What is not seen could make two names look the same, or turn one around.
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[<>:"/\\|?*]+/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  const visible = cleaned.replace(/^\.+/, '').trim();
  const cut = cutToBytes(visible, LENGTH_LIMIT_BYTES).replace(/[. ]+$/, '');
  if (cut === '') return 'Untitled';
  return RESERVED.test(cut) ? `_${cut}` : cut;
}

/** The first of `name`, `name (2)`, `name (3)`, … that is free; upper and lower case count as the same. */
export function uniqueName(name: string, taken: Iterable<string>): string {
  const used = new Set(Array.from(taken, (other) => other.normalize('NFC').toLowerCase()));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} (${number})`;
    if (!used.has(candidate.normalize('NFC').toLowerCase())) return candidate;
  }
}

function cutToBytes(text: string, limit: number): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let result = '';
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > limit) break;
    result += character;
  }
  return result;
}
