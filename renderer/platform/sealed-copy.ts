/** The most that fits into `sessionStorage`. Unit: UTF-16 code units. */
const COPY_LIMIT = 1_500_000;
const NONCE_BYTES = 12;
/** Bytes converted per call: too many arguments would exceed the engine's limit. */
const SLICE = 8192;

/**
 * Encrypts text with AES-256-GCM, because another program that later listens on the port of this page could read what
 * the tab stores.
 *
 * @param key - 32 bytes.
 * @returns Base64, or `null` for a text that is too long.
 */
export async function sealCopy(key: Uint8Array<ArrayBuffer>, text: string): Promise<string | null> {
  if (text.length > COPY_LIMIT) return null;
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    await importKey(key),
    new TextEncoder().encode(text),
  );
  const bytes = new Uint8Array([...iv, ...new Uint8Array(sealed)]);
  let binary = '';
  for (let from = 0; from < bytes.length; from += SLICE) {
    binary += String.fromCharCode(...bytes.subarray(from, from + SLICE));
  }
  return btoa(binary);
}

/** @returns the text, or `null` for data that was not encrypted with this key. */
export async function openCopy(key: Uint8Array<ArrayBuffer>, sealed: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes.subarray(0, NONCE_BYTES) },
      await importKey(key),
      bytes.subarray(NONCE_BYTES),
    );
    return new TextDecoder().decode(opened);
  } catch {
    return null;
  }
}

function importKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
