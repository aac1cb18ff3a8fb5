import { AppError } from '../errors.js';
import { readDeviceToken } from './device-token/device-token.js';
import { CHANNEL_ID_HEADER, PUSH_HEADERS } from './header-table.js';
import type { HeaderField, Push, Target } from './push.js';
import { carriesSecret, REDACTED } from './secret-headers.js';

/** An HTTP/2 request, without authority and authorization. */
export interface PushRequest {
  readonly method: 'POST';
  /** `/3/device/<token>` or `/4/broadcasts/apps/<bundle id>`. */
  readonly path: string;
  /** Lower-case names, in the order they are sent; a name may occur twice if the user asked for it. */
  readonly headers: readonly HeaderField[];
}

/** Longer than fits into any header block. Unit: characters. */
const LONGEST_PATH = 4096;

/** Connection-specific headers, which HTTP/2 forbids (RFC 9113 §8.2.2). */
const CONNECTION_HEADERS = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Builds the request for a push. Values are sent as they are, valid or not; only what HTTP/2 cannot carry, or what
 * would inject another header, is refused.
 *
 * @throws {@link AppError} `bad-header` (a line break in the topic, an illegal name, …), `bad-device-token` (a token
 * that cannot be part of a path).
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export function buildPushRequest(push: Pick<Push, 'target' | 'headers'>): PushRequest {
  return { method: 'POST', path: pathOf(push.target), headers: buildHeaders(push) };
}

/** Builds only the headers of a push, which all devices of a batch share. @throws as {@link buildPushRequest}. */
export function buildHeaders(push: Pick<Push, 'target' | 'headers'>): readonly HeaderField[] {
  const { target, headers } = push;
  const fields: HeaderField[] = [];
  for (const { key, name, broadcastName } of PUSH_HEADERS) {
    const value = headers[key];
    const sentName = target.kind === 'channel' ? broadcastName : name;
    if (value === undefined || sentName === null) continue;
    fields.push({ name: sentName, value: checkValue(sentName, String(value)) });
  }
  if (target.kind === 'channel') {
    fields.push({ name: CHANNEL_ID_HEADER, value: checkValue(CHANNEL_ID_HEADER, target.channelId) });
  }
  for (const { name, value } of headers.custom ?? []) {
    const lower = checkName(name);
    fields.push({ name: lower, value: checkValue(lower, value) });
  }
  return fields;
}

/**
 * Returns the path of a target. A device token is normalised by {@link readDeviceToken}.
 *
 * @throws {@link AppError} `bad-device-token`, `bad-header`.
 */
function pathOf(target: Target): string {
  if (target.kind === 'channel') {
    const bundleId = checkValue(':path', target.bundleId);
    return `/4/broadcasts/apps/${inPath(bundleId, { en: 'Type it again.', zh: '请重新输入。' })}`;
  }
  return devicePath(target.token);
}

/** `/3/device/<token>`. @throws {@link AppError} `bad-device-token`. */
export function devicePath(token: string): string {
  if (/^[0-9a-f]{64}$/.test(token)) return `/3/device/${token}`;
  const reading = readDeviceToken(token);
  const hint = reading.problem?.hint ?? { en: 'Copy the token again.', zh: '请重新复制令牌。' };
  if (reading.token.length > LONGEST_PATH) {
    throw new AppError(
      'bad-device-token',
      {
        en: `The device token has ${reading.token.length} characters, more than fits into a request.`,
        zh: `设备令牌有 ${reading.token.length} 个字符，超出了请求的承载范围。`,
      },
      hint,
    );
  }
  return `/3/device/${inPath(reading.token, hint)}`;
}

/** Encodes a path segment. An unpaired surrogate, left when text is cut in the middle, has no UTF-8 encoding. */
function inPath(text: string, hint: AppError['hint']): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new AppError(
      'bad-device-token',
      {
        en: 'The text contains an incomplete character, which cannot be part of a path.',
        zh: '文本中含有不完整的字符，无法放入路径。',
      },
      hint,
    );
  }
}

/** Returns the fields with secrets redacted, for logging. */
export function redactHeaders(headers: readonly HeaderField[]): readonly HeaderField[] {
  if (!headers.some(carriesSecret)) return headers;
  return headers.map((field) => (carriesSecret(field) ? { name: field.name, value: REDACTED } : field));
}

/** Returns the push with secrets in custom headers redacted, for logging. */
export function redactPush<Kept extends Pick<Push, 'headers'>>(push: Kept): Kept {
  if (push.headers.custom === undefined) return push;
  return { ...push, headers: { ...push.headers, custom: redactHeaders(push.headers.custom) } };
}

function checkName(name: string): string {
  const lower = name.trim().toLowerCase();
  if (lower.startsWith(':') || CONNECTION_HEADERS.has(lower)) {
    throw badHeader(
      {
        en: `The header “${shown(name)}” is specific to the connection and cannot be set.`,
        zh: `标头“${shown(name)}”属于连接本身，不能设置。`,
      },
      { en: 'Remove it.', zh: '请将其删除。' },
    );
  }
  // The token characters of RFC 9110 §5.6.2.
  if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(lower)) {
    throw badHeader(
      {
        en: `“${shown(name)}” cannot be the name of a header.`,
        zh: `“${shown(name)}”不能作为标头名称。`,
      },
      {
        en: 'Use letters, digits and hyphens, for example apns-custom.',
        zh: '请使用字母、数字和连字符，例如 apns-custom。',
      },
    );
  }
  return lower;
}

function checkValue(name: string, value: string): string {
  // Control characters would end the header or be dropped on the way (RFC 9110 §5.5).
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if ((code >= 0x20 || code === 0x09) && code !== 0x7f) continue;
    throw badHeader(
      {
        en: `${name} has a ${controlName(code)} at position ${index + 1}, which a header cannot contain.`,
        zh: `${name} 的第 ${index + 1} 个字符是${controlNameZh(code)}，标头中不能出现。`,
      },
      {
        en: 'Remove it; it was probably copied by accident.',
        zh: '请将其删除，可能是复制时带入的。',
      },
    );
  }
  if (value !== value.trim()) {
    throw badHeader(
      {
        en: `${name} begins or ends with whitespace, which HTTP/2 does not allow.`,
        zh: `${name} 的开头或结尾有空白，HTTP/2 不允许。`,
      },
      { en: 'Remove the whitespace.', zh: '请删除空白。' },
    );
  }
  return value;
}

const controlName = (code: number): string =>
  code === 0x0a || code === 0x0d ? 'line break' : code === 0 ? 'NUL character' : 'control character';
const controlNameZh = (code: number): string =>
  code === 0x0a || code === 0x0d ? '换行符' : code === 0 ? '空字符' : '控制字符';

/** Quotes user input on one line, truncated if it is long. */
function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function badHeader(text: AppError['text'], hint: AppError['hint']): AppError {
  return new AppError('bad-header', text, hint);
}
