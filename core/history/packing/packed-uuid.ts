export const UUID_BYTES = 16;
const UUID_LENGTH = 36;
const HYPHEN = 45;
/** By character code: the digit's value, and 16 more for one of `A`–`F`, 32 more for one of `a`–`f`; 255 for others. */
const DIGITS = new Uint8Array(128).fill(255);
for (let digit = 0; digit < 16; digit += 1) {
  const code = digit.toString(16).charCodeAt(0);
  DIGITS[code] = digit < 10 ? digit : digit | 32;
  if (digit >= 10) DIGITS[code - 32] = digit | 16;
}

/** How a UUID is written. One without letters counts as `lower`. */
export type UuidCase = 'lower' | 'upper';

/**
 * The bytes of a UUID; this is done for each delivery of a batch.
 *
 * @param into - Gets them at its beginning.
 * @returns `null` for a text that is no UUID, or is written in both cases.
 */
export function parseUuid(text: string, into: Uint8Array): UuidCase | null {
  if (text.length !== UUID_LENGTH) return null;
  let letters = 0;
  let high = -1;
  let count = 0;
  for (let at = 0; at < UUID_LENGTH; at += 1) {
    const code = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== HYPHEN) return null;
      continue;
    }
    const digit = code < DIGITS.length ? (DIGITS[code] ?? 255) : 255;
    if (digit === 255) return null;
    letters |= digit & 48;
    if (high < 0) {
      high = digit & 15;
    } else {
      into[count] = (high << 4) | (digit & 15);
      count += 1;
      high = -1;
    }
  }
  if (letters === 48) return null;
  return letters === 16 ? 'upper' : 'lower';
}

/** The UUID of 32 hexadecimal digits. */
export function uuidOfDigits(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
