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
const EXCEPTIONS = {
  ':path': 'plain',
  authorization: 'secret',
  'proxy-authorization': 'secret',
  cookie: 'secret',
  'apns-id': 'name',
  'apns-request-id': 'name',
  'apns-unique-id': 'name',
  'apns-expiration': 'name',
  'apns-collapse-id': 'name',
} as const satisfies Readonly<Record<string, HeaderMemory>>;

const MEMORY: ReadonlyMap<string, HeaderMemory> = new Map(Object.entries(EXCEPTIONS));

/** How a header is to be remembered. @param name - Lowercase. */
export function memoryOf(name: string): HeaderMemory {
  return MEMORY.get(name) ?? 'index';
}

/** The headers whose values must stay out of the table. */
export const NEVER_INDEXED: readonly string[] = Object.keys(EXCEPTIONS);
