import type { HeaderEntry } from '#core/http2/hpack-decoder';
import { WIRE_NAMES } from '#shared/apns/header-table';
import { clip } from '#shared/simulator/header-checks';
import type { LocalizedText } from '#shared/text/localized-text';

/** The header fields of a request, checked as HTTP. */
export interface RequestFields {
  /** Alternating names and values, as received. */
  readonly raw: readonly string[];
  /** Size as counted by SETTINGS_MAX_HEADER_LIST_SIZE, with an overhead of 32 per field. Unit: bytes. */
  readonly bytes: number;
  /** The value of `content-length`; `null` without one. Unit: bytes. */
  readonly contentLength: number | null;
  /** Why the request is malformed and must be reset with `PROTOCOL_ERROR`; `null` if it is not. */
  readonly problem: LocalizedText | null;
}

const ENTRY_OVERHEAD = 32;
/** Each may occur once, before all others (RFC 9113 §8.3). */
const PSEUDO_HEADERS: readonly string[] = [':method', ':scheme', ':path', ':authority'];
const NEEDED: readonly string[] = [':method', ':scheme', ':path'];
const NEEDED_FOR_CONNECT: readonly string[] = [':method', ':authority'];
/** Connection-specific headers of HTTP/1.1 (RFC 9113 §8.2.2). */
const OF_A_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
/** An HTTP token in lower case (RFC 9110 §5.6.2, RFC 9113 §8.2.1). */
const NAME_FORM = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Spaces around a value are allowed, against the RFC: an empty `bearer ` should get a proper answer. */
const BAD_VALUE = /[\0\r\n]/;
const DIGITS = /^\d{1,15}$/;
/** Names that need no further checks; every request has most of them. */
const KNOWN_NAMES = new Set([
  ...['accept', 'accept-encoding', 'authorization', 'content-encoding', 'content-type', 'user-agent'],
  ...WIRE_NAMES,
]);

/**
 * Checks the format of a request's headers, but not their meaning.
 *
 * @see RFC 9113 §8.1.1, §8.2, §8.3
 */
export function readRequestFields(entries: readonly HeaderEntry[]): RequestFields {
  const raw: string[] = [];
  const pseudo: string[] = [];
  let bytes = 0;
  let contentLength: number | null = null;
  let problem: LocalizedText | null = null;
  for (const [name, value] of entries) {
    const isPseudo = name.startsWith(':');
    if (isPseudo) problem ??= problemOfPseudoHeader(name, value, pseudo, raw.length);
    else if (!KNOWN_NAMES.has(name)) problem ??= problemOfHeader(name, value);
    if (BAD_VALUE.test(value)) problem ??= badValue(name);
    if (isPseudo) pseudo.push(name);
    raw.push(name, value);
    bytes += name.length + value.length + ENTRY_OVERHEAD;
    if (name === 'content-length') {
      if (contentLength !== null && contentLength !== Number(value)) problem ??= twoLengths();
      contentLength = Number(value);
    }
  }
  const needed = raw[0] === ':method' && raw[1] === 'CONNECT' ? NEEDED_FOR_CONNECT : NEEDED;
  for (const name of needed) if (!pseudo.includes(name)) problem ??= isMissing(name);
  return { raw, bytes, contentLength, problem };
}

function problemOfPseudoHeader(
  name: string,
  value: string,
  before: readonly string[],
  rawLength: number,
): LocalizedText | null {
  if (!PSEUDO_HEADERS.includes(name)) {
    const shown = clip(name);
    return { en: `${shown} is not a pseudo-header of a request.`, zh: `${shown} 不是请求的伪标头。` };
  }
  if (before.includes(name)) return { en: `${name} occurs twice.`, zh: `${name} 出现了两次。` };
  if (before.length * 2 < rawLength) {
    return { en: `${name} follows an ordinary header.`, zh: `${name} 出现在普通标头之后。` };
  }
  return value === '' ? { en: `${name} is empty.`, zh: `${name} 为空。` } : null;
}

function problemOfHeader(name: string, value: string): LocalizedText | null {
  if (!NAME_FORM.test(name)) {
    return {
      en: `“${clip(name)}” is not a valid header name in HTTP/2, where names are in lower case.`,
      zh: `“${clip(name)}”不是 HTTP/2 的标头名称，HTTP/2 的名称须为小写。`,
    };
  }
  if (OF_A_CONNECTION.has(name) || (name === 'te' && value.toLowerCase() !== 'trailers')) {
    return {
      en: `The header ${name}: ${clip(value)} belongs to HTTP/1.1 and is forbidden in HTTP/2.`,
      zh: `标头 ${name}: ${clip(value)} 属于 HTTP/1.1，在 HTTP/2 中被禁止。`,
    };
  }
  if (name === 'content-length' && !DIGITS.test(value)) {
    return {
      en: `content-length is “${clip(value)}”, which is not a number of bytes.`,
      zh: `content-length 为“${clip(value)}”，不是字节数。`,
    };
  }
  return null;
}

function badValue(header: string): LocalizedText {
  const name = clip(header);
  return {
    en: `The value of ${name} contains a line break or a zero byte.`,
    zh: `${name} 的值中含有换行或零字节。`,
  };
}

function twoLengths(): LocalizedText {
  return {
    en: 'content-length occurs twice with different values.',
    zh: 'content-length 出现两次且不一致。',
  };
}

function isMissing(name: string): LocalizedText {
  return { en: `${name} is missing.`, zh: `缺少 ${name}。` };
}
