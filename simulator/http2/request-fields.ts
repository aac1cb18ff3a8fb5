import type { HeaderEntry } from '#core/http2/hpack-decoder';

/** The header fields of a request that keeps to the form of HTTP. */
export interface RequestFields {
  /** Names and values in turn, as they came. */
  readonly raw: readonly string[];
  /** As SETTINGS_MAX_HEADER_LIST_SIZE counts them: 32 for each field beside its text. Unit: bytes. */
  readonly bytes: number;
  /** What `content-length` promises; `null` without one. Unit: bytes. */
  readonly contentLength: number | null;
}

const ENTRY_OVERHEAD = 32;
/** Each may occur once, before all others (RFC 9113 §8.3). */
const PSEUDO_HEADERS: ReadonlyMap<string, number> = new Map([
  [':method', 1],
  [':scheme', 2],
  [':path', 4],
  [':authority', 8],
]);
const NEEDED = 1 | 2 | 4;
const NEEDED_FOR_CONNECT = 1 | 8;
/** They belong to HTTP/1.1 (RFC 9113 §8.2.2). */
const OF_A_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
/** A token of HTTP without capitals (RFC 9110 §5.6.2, RFC 9113 §8.2.1). */
const NAME_FORM = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Spaces around a value are let through, against the letter: `bearer ` with nothing after it deserves an answer. */
const BAD_VALUE = /[\0\r\n]/;
const DIGITS = /^\d{1,15}$/;
/** Names that need no closer look; every request has most of them. */
const KNOWN_NAMES = new Set([
  ...['accept', 'accept-encoding', 'authorization', 'content-encoding', 'content-type', 'user-agent'],
  ...['apns-channel-id', 'apns-collapse-id', 'apns-expiration', 'apns-id', 'apns-priority'],
  ...['apns-push-type', 'apns-request-id', 'apns-topic'],
]);

/**
 * Checks the form of a request's headers. What they say is for others to judge.
 *
 * @returns `null` for a malformed request, which is to be reset with `PROTOCOL_ERROR`.
 * @see RFC 9113 §8.1.1, §8.2, §8.3
 */
export function readRequestFields(entries: readonly HeaderEntry[]): RequestFields | null {
  const raw: string[] = [];
  let bytes = 0;
  let pseudo = 0;
  let pseudoIsOver = false;
  let contentLength: number | null = null;
  for (const [name, value] of entries) {
    raw.push(name, value);
    bytes += name.length + value.length + ENTRY_OVERHEAD;
    if (BAD_VALUE.test(value)) return null;
    const bit = PSEUDO_HEADERS.get(name);
    if (bit !== undefined) {
      if (pseudoIsOver || (pseudo & bit) !== 0 || value === '') return null;
      pseudo |= bit;
      continue;
    }
    pseudoIsOver = true;
    if (KNOWN_NAMES.has(name)) continue;
    if (!NAME_FORM.test(name) || OF_A_CONNECTION.has(name)) return null;
    if (name === 'te' && value.toLowerCase() !== 'trailers') return null;
    if (name === 'content-length') {
      if (!DIGITS.test(value) || (contentLength !== null && contentLength !== Number(value))) return null;
      contentLength = Number(value);
    }
  }
  const needed = raw[1] === 'CONNECT' && raw[0] === ':method' ? NEEDED_FOR_CONNECT : NEEDED;
  return (pseudo & needed) === needed ? { raw, bytes, contentLength } : null;
}
