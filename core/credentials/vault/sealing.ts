import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Randomness } from '../../ports/ports.js';

/** A secret under the master key, as it stands in the file: AES-256-GCM, base64. */
export interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

export const MASTER_KEY_BYTES = 32;
/** What GCM is made for; random ones never meet at the number of writes a person makes. Unit: bytes. */
const NONCE_BYTES = 12;

/**
 * @param name - Bound to the secret as additional data: a sealed secret that is moved under another entry
 * does not open.
 */
export function seal(masterKey: Buffer, name: string, secret: Uint8Array, random: Randomness): Sealed {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce);
  cipher.setAAD(Buffer.from(name, 'utf8'));
  const data = Buffer.concat([cipher.update(secret), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** @returns `undefined` when key, name or a single bit is not what it was. */
export function unseal(masterKey: Buffer, name: string, sealed: Sealed): Buffer | undefined {
  try {
    const nonce = Buffer.from(sealed.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', masterKey, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name, 'utf8'));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]);
  } catch {
    return undefined;
  }
}
