import { createHmac } from 'node:crypto';
import { proofText } from '#shared/contract/host-session';

/**
 * A key for one purpose on one port. What a tab keeps can be read by whichever program listens on its port after us,
 * so it must be worth nothing on another one.
 */
export function deriveKey(masterKey: Uint8Array, purpose: 'return' | 'seal', port: number): Buffer {
  return createHmac('sha256', masterKey).update(`${purpose} ${port}`).digest();
}

/** @returns Base64url. */
export function signProof(
  returnKey: Uint8Array,
  by: 'host' | 'page',
  nonces: { readonly page: string; readonly host: string },
): string {
  return createHmac('sha256', returnKey).update(proofText(by, nonces)).digest('base64url');
}
