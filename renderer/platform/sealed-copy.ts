/** More than this does not fit into what a tab may keep. Unit: UTF-16 code units. */
const COPY_LIMIT = 1_500_000;
const NONCE_BYTES = 12;
/** Turned into text at once; more arguments than this are too many for a call. */
const SLICE = 8192;

/**
 * Seals text with AES-256-GCM. Another program may one day listen on the port of this page, and reads then what the
 * tab keeps.
 *
 * @param key - 32 bytes.
 * @returns Base64, `null` for a text that is too long.
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

/** @returns The text, `null` for what was not sealed with this key. */
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
