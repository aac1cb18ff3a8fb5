import { createDecipheriv, getCiphers } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type forge from 'node-forge';

/** The ciphers of old and new files. Block ciphers use CBC mode with PKCS#7 padding. */
export type CipherName = 'rc4' | 'rc2' | 'des' | '3des' | 'aes-128' | 'aes-192' | 'aes-256';

/** How far behind a cipher is: `needs-legacy` is gone from OpenSSL 3, `outdated` still opens everywhere. */
export type LegacyEncryption = 'needs-legacy' | 'outdated';

/** `null` for AES. */
export function legacyOf(cipher: CipherName): LegacyEncryption | null {
  if (cipher === '3des') return 'outdated';
  return NATIVE[cipher] === undefined ? 'needs-legacy' : null;
}

/** What counts for a file with two parts. */
export function olderOf(a: LegacyEncryption | null, b: LegacyEncryption | null): LegacyEncryption | null {
  return a === 'needs-legacy' || b === null ? a : b;
}

/** Key and block sizes. Unit: bytes. A stream cipher has no block. */
const SIZES: Readonly<Record<CipherName, { readonly key: number; readonly block: number }>> = {
  rc4: { key: 16, block: 0 },
  rc2: { key: 16, block: 8 },
  des: { key: 8, block: 8 },
  '3des': { key: 24, block: 8 },
  'aes-128': { key: 16, block: 16 },
  'aes-192': { key: 24, block: 16 },
  'aes-256': { key: 32, block: 16 },
};

/** Ciphers that are used natively where available; OpenSSL 3 has dropped RC2, RC4 and DES. */
const NATIVE: Partial<Readonly<Record<CipherName, string>>> = {
  '3des': 'des-ede3-cbc',
  'aes-128': 'aes-128-cbc',
  'aes-192': 'aes-192-cbc',
  'aes-256': 'aes-256-cbc',
};

/** Bytes that a JavaScript cipher processes before it yields to the event loop. */
const SLICE = 16 * 1024;

export const keySizeOf = (cipher: CipherName): number => SIZES[cipher].key;
export const blockSizeOf = (cipher: CipherName): number => SIZES[cipher].block;

/**
 * Decrypts and strips the padding.
 *
 * @param effectiveBits - Effective key bits of RC2, which can be weakened on purpose; by default the size of the
 *   key.
 * @returns `undefined` when length or padding are wrong, the usual sign of a wrong password.
 */
export async function decrypt(
  cipher: CipherName,
  key: Buffer,
  iv: Buffer,
  cipherText: Buffer,
  effectiveBits = key.length * 8,
): Promise<Buffer | undefined> {
  if (cipher === 'rc4') return decryptRc4(key, cipherText);
  const block = SIZES[cipher].block;
  if (cipherText.length === 0 || cipherText.length % block !== 0 || iv.length !== block) return undefined;
  const native = NATIVE[cipher];
  const plain =
    native !== undefined && getCiphers().includes(native)
      ? decryptNative(native, key, iv, cipherText)
      : await decryptForge(cipher, key, iv, cipherText, effectiveBits);
  return withoutPadding(plain, block);
}

function decryptNative(name: string, key: Buffer, iv: Buffer, cipherText: Buffer): Buffer {
  const decipher = createDecipheriv(name, key, iv);
  // Removing the padding here distinguishes a wrong password from an error of the library.
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(cipherText), decipher.final()]);
}

async function decryptForge(
  cipher: CipherName,
  key: Buffer,
  iv: Buffer,
  cipherText: Buffer,
  effectiveBits: number,
): Promise<Buffer> {
  // Loaded on demand, since it takes longer than reading most files, and few need it.
  const { default: library } = await import('node-forge');
  const keyText = key.toString('latin1');
  const decipher =
    cipher === 'rc2'
      ? library.rc2.createDecryptionCipher(keyText, effectiveBits)
      : library.cipher.createDecipher(cipher === 'des' ? 'DES-CBC' : '3DES-CBC', keyText);
  startForge(decipher, iv.toString('latin1'));
  for (let at = 0; at < cipherText.length; at += SLICE) {
    if (at > 0) await setImmediate();
    decipher.update(library.util.createBuffer(cipherText.toString('latin1', at, at + SLICE)));
  }
  decipher.finish(() => true);
  return Buffer.from(decipher.output.getBytes(), 'latin1');
}

function startForge(decipher: forge.rc2.cipher | forge.cipher.BlockCipher, iv: string): void {
  if ('mode' in decipher) decipher.start({ iv });
  else decipher.start(iv);
}

function withoutPadding(plain: Buffer, block: number): Buffer | undefined {
  const count = plain.at(-1) ?? 0;
  if (count < 1 || count > block || count > plain.length) return undefined;
  const padding = plain.subarray(plain.length - count);
  return padding.every((octet) => octet === count) ? plain.subarray(0, -count) : undefined;
}

/** RC4, which neither OpenSSL 3 nor node-forge provides. Only used to read. */
function decryptRc4(key: Buffer, cipherText: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    const kept = state[a] ?? 0;
    state[a] = state[b] ?? 0;
    state[b] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  const plain = Buffer.alloc(cipherText.length);
  for (let at = 0, i = 0, j = 0; at < cipherText.length; at++) {
    i = (i + 1) & 0xff;
    j = (j + (state[i] ?? 0)) & 0xff;
    swap(i, j);
    const stream = state[((state[i] ?? 0) + (state[j] ?? 0)) & 0xff] ?? 0;
    plain[at] = (cipherText[at] ?? 0) ^ stream;
  }
  return plain;
}
