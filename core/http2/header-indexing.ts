import { VARIED_NAMES } from '#shared/apns/header-table';

/**
 * How a header is indexed in the dynamic table (HPACK).
 *
 * - `index`: name and value
 * - `name`: indexed once; later only its name is referenced
 * - `plain`: not indexed
 * - `secret`: never indexed, by intermediaries neither (RFC 7541 §7.1.3)
 */
export type HeaderIndexing = 'index' | 'name' | 'plain' | 'secret';

/**
 * The headers that are not fully indexed, as Apple asks: values that differ from push to push would evict those
 * that stay the same.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
const EXCEPTIONS: ReadonlyMap<string, HeaderIndexing> = new Map<string, HeaderIndexing>([
  [':path', 'plain'],
  ['authorization', 'secret'],
  ['proxy-authorization', 'secret'],
  ['cookie', 'secret'],
  ['apns-unique-id', 'name'],
  ...VARIED_NAMES.map((name) => [name, 'name'] as const),
]);

/** Returns how to index a header. @param name - In lower case. */
export function indexingOf(name: string): HeaderIndexing {
  return EXCEPTIONS.get(name) ?? 'index';
}
