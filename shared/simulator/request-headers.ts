import { CHANNEL_ID_HEADER, PUSH_HEADERS, type PushHeader } from '../apns/header-table.js';
import type { HeaderField } from '../apns/push.js';
import { PUSH_TYPES } from '../apns/push-types.js';
import { redactHeaders } from '../apns/request-headers.js';
import { recordOf } from '../record-of.js';

/** The headers that APNs reads, and the first one that came twice. An absent one is `undefined`. */
export interface RequestHeaders extends Record<PushHeader['key'], string | undefined> {
  method: string;
  path: string;
  authorization: string | undefined;
  channelId: string | undefined;
  requestId: string | undefined;
  /** Name of a repeated header. HTTP/2 lets `cookie` be split, so that one does not count. */
  repeated: string | undefined;
}

type Field = Exclude<keyof RequestHeaders, 'repeated'>;

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  [':method', 'method'],
  [':path', 'path'],
  ['authorization', 'authorization'],
  ...PUSH_HEADERS.map(({ name, key }) => [name, key] as const),
  [CHANNEL_ID_HEADER, 'channelId'],
  ['apns-request-id', 'requestId'],
]);

const NONE_SENT = recordOf<PushHeader, string | undefined>(PUSH_HEADERS, () => undefined);

/** Every check asks for the push type: one of our own strings is found many times as fast as one off the wire. */
const OWN_PUSH_TYPES: ReadonlyMap<string, string> = new Map(PUSH_TYPES.map((type) => [type, type]));

/**
 * Reads the headers of a request as they came.
 *
 * @param raw - Names and values in turn, as `node:http2` gives them; its header object has lost repetitions.
 */
export function readRequestHeaders(raw: readonly string[]): RequestHeaders {
  const headers: RequestHeaders = {
    method: '',
    path: '',
    authorization: undefined,
    ...NONE_SENT,
    channelId: undefined,
    requestId: undefined,
    repeated: undefined,
  };
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const field = FIELDS.get(name);
    if (field === undefined) {
      // Few headers are none of ours: looking back is cheaper than a set.
      if (name !== 'cookie' && occursBefore(raw, index, name)) headers.repeated ??= name;
    } else if (headers[field] === undefined || name.startsWith(':')) {
      // HTTP/2 itself refuses a pseudo-header that comes twice.
      headers[field] = raw[index + 1] ?? '';
    } else {
      headers.repeated ??= name;
    }
  }
  if (headers.pushType !== undefined) {
    headers.pushType = OWN_PUSH_TYPES.get(headers.pushType) ?? headers.pushType;
  }
  return headers;
}

function occursBefore(raw: readonly string[], end: number, name: string): boolean {
  for (let index = 0; index < end; index += 2) if (raw[index] === name) return true;
  return false;
}

/** The headers for a log, in their order, with the provider token and other secrets redacted. */
export function loggedHeaders(raw: readonly string[]): readonly HeaderField[] {
  const fields: HeaderField[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (name === ':method' || name === ':path') continue;
    const value = raw[index + 1] ?? '';
    if (name === 'authorization') fields.push({ name, value: redact(value) });
    else fields.push(...redactHeaders([{ name, value }]));
  }
  return fields;
}

function redact(authorization: string): string {
  const scheme = /^[a-z]+ /i.exec(authorization)?.[0] ?? '';
  return `${scheme}[redacted]`;
}
