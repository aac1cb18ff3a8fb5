import { join } from 'node:path';
import { z } from 'zod';
import { readFileIfPresent, writeFileAtomically } from '#core/files/atomic-file';
import type { Randomness } from '#core/ports/ports';

const FILE = 'browser-host.json';
const VERSION = 1;
const KEY_BYTES = 32;

const stored = z.object({
  version: z.literal(VERSION),
  port: z.number().int().min(1).max(65_535),
  key: z.base64url().min(43),
});

/** Where the browser host last was, and the key that proves to its tabs that it is the same one. */
export interface LastAddress {
  readonly port: number;
  readonly key: Uint8Array;
}

/** @returns `null` where nothing is known. A file that cannot be read costs a comfort only, and is written anew. */
export function readLastAddress(dataDir: string): LastAddress | null {
  try {
    const bytes = readFileIfPresent(join(dataDir, FILE));
    const { port, key } = stored.parse(JSON.parse(bytes?.toString('utf8') ?? 'null'));
    return { port, key: Buffer.from(key, 'base64url') };
  } catch {
    return null;
  }
}

/** Kept for the owner alone. Where the folder cannot be written, the next run merely takes another port. */
export function saveLastAddress(dataDir: string, place: LastAddress): void {
  const key = Buffer.from(place.key).toString('base64url');
  try {
    writeFileAtomically(
      join(dataDir, FILE),
      `${JSON.stringify({ version: VERSION, port: place.port, key })}\n`,
    );
  } catch {
    // The page says what it lost when it comes back in vain.
  }
}

export function newHostKey(random: Randomness): Uint8Array {
  return random.bytes(KEY_BYTES);
}
