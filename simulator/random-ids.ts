import type { Randomness } from '#core/ports';

const POOL_BYTES = 4096;
const UUID_DIGITS = 32;

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
  const nextLower = createUuids(() => random.bytes(POOL_BYTES).toString('hex'));
  const nextUpper = createUuids(() => random.bytes(POOL_BYTES).toString('hex').toUpperCase());
  return {
    apnsId: nextUpper,
    uniqueId: nextLower,
    channelId: () => random.bytes(16).toString('base64'),
  };
}

function createUuids(refill: () => string): () => string {
  let hex = '';
  let at = 0;
  return () => {
    if (at + UUID_DIGITS > hex.length) {
      hex = refill();
      at = 0;
    }
    const start = at;
    at += UUID_DIGITS;
    return `${hex.slice(start, start + 8)}-${hex.slice(start + 8, start + 12)}-${hex.slice(start + 12, start + 16)}-${hex.slice(start + 16, start + 20)}-${hex.slice(start + 20, at)}`;
  };
}
