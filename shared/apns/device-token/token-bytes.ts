/**
 * Shortest and longest token seen in practice; Apple promises no length. Unit: hex digits.
 *
 * @see https://developer.apple.com/documentation/usernotifications/registering-your-app-with-apns
 */
export const TOKEN_DIGITS = { min: 64, max: 200 } as const;

const MIN_BYTES = TOKEN_DIGITS.min / 2;
const MAX_BYTES = TOKEN_DIGITS.max / 2;

/** How many bytes a device token has, as far as anybody has seen. */
export function isTokenLength(bytes: number): boolean {
  return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
}

/**
 * The bytes of a Base64 or base64url text, with or without padding and line breaks.
 *
 * @returns a binary string (a character per byte), or `null` when the text is not Base64 that an encoder would write.
 */
export function bytesOfBase64(text: string): string | null {
  const compact = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const unpadded = compact.replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(unpadded) || unpadded.length % 4 === 1) return null;
  const bytes = atob(unpadded);
  // Words typed by a person decode, too; only an unchanged round trip is really Base64.
  return btoa(bytes).replace(/=+$/, '') === unpadded ? bytes : null;
}

/** The bytes of a text of hex digits, as a binary string. */
export function bytesOfHex(digits: string): string {
  let bytes = '';
  for (let at = 0; at + 1 < digits.length; at += 2) {
    bytes += String.fromCharCode(Number.parseInt(digits.slice(at, at + 2), 16));
  }
  return bytes;
}

/** Lower-case hex digits of a binary string. */
export function hexOfBytes(bytes: string): string {
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/**
 * The bytes of a printed list such as `0, 252, 19`, `0, -4, 19` (signed, as Java and Kotlin print them) or `0x00, 0xfc`.
 *
 * @returns a binary string, or `null` when a number does not fit into a byte.
 */
export function bytesOfList(list: string): string | null {
  let bytes = '';
  for (const item of list.split(',')) {
    const value = Number(item.trim().replace(/u$/i, ''));
    if (!Number.isInteger(value) || value < -128 || value > 255) return null;
    bytes += String.fromCharCode(value & 0xff);
  }
  return bytes;
}

/** What bytes spell where all of them are printable ASCII: a token that was encoded once more than it should be. */
export function textInBytes(bytes: string): string | null {
  return /^[\x20-\x7e\n]+$/.test(bytes) ? bytes : null;
}
