import { VARIED_NAMES } from '#shared/apns/header-table';

/**
 * How the other side may remember a header between the requests of a connection (HPACK).
 *
 * - `index`: with its value
 * - `name`: the first time with its value, afterwards only its name is referred to
 * - `plain`: never
 * - `secret`: never, on no hop of the way (RFC 7541 §7.1.3)
 */
export type HeaderMemory = 'index' | 'name' | 'plain' | 'secret';

/**
 * The headers that are not simply indexed, as Apple asks: what differs from push to push would only push out what
 * stays the same.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
const EXCEPTIONS: ReadonlyMap<string, HeaderMemory> = new Map<string, HeaderMemory>([
  [':path', 'plain'],
  ['authorization', 'secret'],
  ['proxy-authorization', 'secret'],
  ['cookie', 'secret'],
  ['apns-unique-id', 'name'],
  ...VARIED_NAMES.map((name) => [name, 'name'] as const),
]);

/** How a header is to be remembered. @param name - Lowercase. */
export function memoryOf(name: string): HeaderMemory {
  return EXCEPTIONS.get(name) ?? 'index';
}

/** The headers whose values must stay out of the table. */
export const NEVER_INDEXED: readonly string[] = [...EXCEPTIONS.keys()];
