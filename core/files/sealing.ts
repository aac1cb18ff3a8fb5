import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Randomness } from '../ports/ports.js';

/** An encrypted secret as it is stored in a file: AES-256-GCM, base64. */
export interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/** Unit: bytes. */
export const SEALING_KEY_BYTES = 32;
/** What GCM is made for; random ones never meet at the number of writes a person makes. Unit: bytes. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param name - Bound to the secret as additional data: a sealed secret that is moved under another entry
 * does not open.
 */
export function seal(key: Buffer, name: string, secret: Uint8Array, random: Randomness): Sealed {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(name, 'utf8'));
  const data = Buffer.concat([cipher.update(secret), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** @returns `undefined` when key, name or a single bit is not what it was. */
export function unseal(key: Buffer, name: string, sealed: Sealed): Buffer | undefined {
  try {
    const nonce = Buffer.from(sealed.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(name, 'utf8'));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The same in one base64 text: nonce, tag, data. */
export function packSealed({ nonce, tag, data }: Sealed): string {
  return Buffer.concat([nonce, tag, data].map((part) => Buffer.from(part, 'base64'))).toString('base64');
}

/** Takes a text of {@link packSealed} apart; one that is too short opens with no key. */
export function unpackSealed(packed: string): Sealed {
  const bytes = Buffer.from(packed, 'base64');
  const part = (from: number, to?: number): string => bytes.subarray(from, to).toString('base64');
  return {
    nonce: part(0, NONCE_BYTES),
    tag: part(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    data: part(NONCE_BYTES + TAG_BYTES),
  };
}
