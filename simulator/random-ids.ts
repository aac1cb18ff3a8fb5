import type { Randomness } from '#core/ports/ports';

const POOL_COUNT = 256;
const UUID_BYTES = 16;
const UUID_LENGTH = 36;

/** IDs as the real service prints them, cut from a pool because two are made for every push. */
export interface RandomIds {
  /** Like an `apns-id` of Apple's: a UUID in capitals whose version bits are not those of a v4. */
  apnsId(): string;
  /** Like an `apns-unique-id`: a UUID in lower case. */
  uniqueId(): string;
  /** A broadcast channel: 16 bytes as Base64. */
  channelId(): string;
}

export function createRandomIds(random: Randomness): RandomIds {
  return {
    apnsId: createUuids(random, '0123456789ABCDEF'),
    uniqueId: createUuids(random, '0123456789abcdef'),
    channelId: () => random.bytes(UUID_BYTES).toString('base64'),
  };
}

/** Cutting from bytes gives each ID as one flat string, which is half of what joining its parts would cost. */
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

/** Writes the digits between the hyphens that are there already. */
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
