import { z } from 'zod';
import { systemRandomness } from '#core/ports/system-ports';
import { SESSION_PATH } from '#shared/contract/host-session';
import { deriveKey, signProof } from './host-keys.js';
import type { LastAddress } from './last-address.js';

/** A host of ours answers at once. Unit: milliseconds. */
const PATIENCE_MS = 1500;
const NONCE_BYTES = 24;

const hostProof = z.object({ hostNonce: z.string(), proof: z.string() });

/** True when the one that listens at this place has the key of this data folder: it is another run on it. */
export async function isSameHost(place: LastAddress): Promise<boolean> {
  const page = systemRandomness.bytes(NONCE_BYTES).toString('base64url');
  try {
    const response = await fetch(`http://127.0.0.1:${place.port}${SESSION_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pageNonce: page }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { hostNonce: host, proof } = hostProof.parse(await response.json());
    return proof === signProof(deriveKey(place.key, 'return', place.port), 'host', { page, host });
  } catch {
    return false;
  }
}
