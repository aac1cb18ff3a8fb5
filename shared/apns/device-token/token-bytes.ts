/**
 * Shortest and longest token seen in practice; Apple guarantees no length. Unit: hex digits.
 *
 * @see https://developer.apple.com/documentation/usernotifications/registering-your-app-with-apns
 */
export const TOKEN_DIGITS = { min: 64, max: 200 } as const;

const MIN_BYTES = TOKEN_DIGITS.min / 2;
const MAX_BYTES = TOKEN_DIGITS.max / 2;

/** Whether a device token can have this many bytes. */
export function isTokenLength(bytes: number): boolean {
  return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
}

/**
 * Decodes Base64 or base64url, with or without padding and line breaks.
 *
 * @returns a binary string (one character per byte), or `null` for text that no encoder would produce.
 */
export function bytesOfBase64(text: string): string | null {
  const compact = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const unpadded = compact.replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(unpadded) || unpadded.length % 4 === 1) return null;
  const bytes = atob(unpadded);
  // Ordinary words decode, too; only text that survives a round trip is Base64.
  return btoa(bytes).replace(/=+$/, '') === unpadded ? bytes : null;
}

/** Decodes hex digits to a binary string. */
export function bytesOfHex(digits: string): string {
  let bytes = '';
  for (let at = 0; at + 1 < digits.length; at += 2) {
    bytes += String.fromCharCode(Number.parseInt(digits.slice(at, at + 2), 16));
  }
  return bytes;
}

/** Encodes a binary string as lower-case hex. */
export function hexOfBytes(bytes: string): string {
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/**
 * Reads the bytes of a printed list such as `0, 252, 19`, `0, -4, 19` (signed, as Java and Kotlin print them) or `0x00,
 * 0xfc`.
 *
 * @returns a binary string, or `null` if a number does not fit into a byte.
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

/** Returns the bytes as text if all are printable ASCII, which means that the token was encoded twice; else `null`. */
export function textInBytes(bytes: string): string | null {
  return /^[\x20-\x7e\n]+$/.test(bytes) ? bytes : null;
}
