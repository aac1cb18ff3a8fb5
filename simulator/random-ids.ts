import type { Randomness } from '#core/ports';

const POOL_BYTES = 4096;

/** IDs as the real service prints them, drawn from a pool because one is made for every push. */
export interface RandomIds {
  /** Like an `apns-id` of Apple's: a UUID in capitals whose version bits are not those of a v4. */
  apnsId(): string;
  /** Like an `apns-unique-id`: a UUID in lower case. */
  uniqueId(): string;
  /** A broadcast channel: 16 bytes as Base64. */
  channelId(): string;
}

export function createRandomIds(random: Randomness): RandomIds {
  let pool = random.bytes(POOL_BYTES);
  let used = 0;

  function take(): Buffer {
    if (used + 16 > POOL_BYTES) {
      pool = random.bytes(POOL_BYTES);
      used = 0;
    }
    used += 16;
    return pool.subarray(used - 16, used);
  }

  function uuid(): string {
    const hex = take().toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  return {
    apnsId: () => uuid().toUpperCase(),
    uniqueId: uuid,
    channelId: () => take().toString('base64'),
  };
}
