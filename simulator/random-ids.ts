import type { Randomness } from '#core/ports';

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
    apnsId: createUuids(random, (uuids) => uuids.toUpperCase()),
    uniqueId: createUuids(random, (uuids) => uuids),
    channelId: () => random.bytes(UUID_BYTES).toString('base64'),
  };
}

/** Cutting from bytes gives each ID as one flat string, which is half of what joining its parts would cost. */
function createUuids(random: Randomness, write: (uuids: string) => string): () => string {
  let pool = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= pool.length) {
      pool = Buffer.from(write(formatUuids(random.bytes(POOL_COUNT * UUID_BYTES))), 'latin1');
      at = 0;
    }
    at += UUID_LENGTH;
    return pool.toString('latin1', at - UUID_LENGTH, at);
  };
}

function formatUuids(bytes: Buffer): string {
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/g, '$1-$2-$3-$4-$5');
}
