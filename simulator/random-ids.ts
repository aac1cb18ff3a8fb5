import type { Randomness } from '#core/ports/ports';

const POOL_COUNT = 256;
const UUID_BYTES = 16;
const UUID_LENGTH = 36;

/** Generates IDs in the format of the real service, from a pool, since every push needs two. */
export interface RandomIds {
  /** An ID like Apple's `apns-id`: an upper-case UUID without the version bits of a v4. */
  apnsId(): string;
  /** An ID like Apple's `apns-unique-id`: a lower-case UUID. */
  uniqueId(): string;
  /** A broadcast channel ID: 16 bytes as Base64. */
  channelId(): string;
}

export function createRandomIds(random: Randomness): RandomIds {
  return {
    apnsId: createUuids(random, '0123456789ABCDEF'),
    uniqueId: createUuids(random, '0123456789abcdef'),
    channelId: () => random.bytes(UUID_BYTES).toString('base64'),
  };
}

/** Slicing a buffer gives flat strings at half the cost of joining parts. */
function createUuids(random: Randomness, digits: string): () => string {
  const pool = Buffer.alloc(POOL_COUNT * UUID_LENGTH, '-');
  const ascii = Buffer.from(digits, 'latin1');
  let at = pool.length;
  return () => {
    if (at >= pool.length) {
      writeUuids(random.bytes(POOL_COUNT * UUID_BYTES), ascii, pool);
      at = 0;
    }
    at += UUID_LENGTH;
    return pool.toString('latin1', at - UUID_LENGTH, at);
  };
}

/** Writes the digits between the existing hyphens. */
function writeUuids(bytes: Buffer, digits: Buffer, pool: Buffer): void {
  let at = 0;
  for (let index = 0; index < bytes.length; index++) {
    const place = index % UUID_BYTES;
    if (place === 4 || place === 6 || place === 8 || place === 10) at++;
    const byte = bytes[index] ?? 0;
    pool[at++] = digits[byte >> 4] ?? 0;
    pool[at++] = digits[byte & 15] ?? 0;
  }
}
