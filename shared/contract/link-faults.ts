import type { LocalizedText } from '../text/localized-text.js';

/** Why the core closes the line to a page. The number goes over the wire as the code of a WebSocket close. */
export type LinkFault =
  | 'malformed'
  | 'too-large'
  | 'too-complex'
  | 'too-many-calls'
  | 'too-many-windows'
  | 'entered-twice'
  | 'ending'
  | 'core-failed';

/**
 * The code that closes the line.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1, and 4000–4999 for our own.
 */
export const CLOSE_CODES: Readonly<Record<LinkFault, number>> = {
  malformed: 1007,
  'too-large': 1009,
  'too-complex': 4009,
  'too-many-calls': 4008,
  'too-many-windows': 1013,
  'entered-twice': 4003,
  ending: 1001,
  'core-failed': 1011,
};

/** A frame that breaks the rules of WebSocket itself is closed by the library, with a code of its own. */
const PROTOCOL_ERROR = 1002;

const WORDS: Readonly<Record<LinkFault, LocalizedText>> = {
  malformed: {
    en: 'Pushdeck received something it could not read and closed the connection.',
    zh: 'Pushdeck 收到无法解析的内容，已关闭连接。',
  },
  'too-large': {
    en: 'What was sent to Pushdeck was too large, so it closed the connection.',
    zh: '发送给 Pushdeck 的内容过大，连接已关闭。',
  },
  'too-complex': {
    en: 'What was sent to Pushdeck was nested too deep or had too many parts, so it closed the connection.',
    zh: '发送给 Pushdeck 的内容嵌套过深或条目过多，连接已关闭。',
  },
  'too-many-calls': {
    en: 'Too much was asked of Pushdeck at once, so it closed the connection.',
    zh: '同时向 Pushdeck 发出的请求过多，连接已关闭。',
  },
  'too-many-windows': {
    en: 'Too many windows are open at this Pushdeck. Close one of them.',
    zh: '打开的 Pushdeck 窗口过多，请关闭其中一个。',
  },
  'entered-twice': {
    en: 'The one-time address of this window was used a second time, perhaps by another program. This window was shut out to be safe: open the address that Pushdeck printed.',
    zh: '此窗口的一次性地址被再次使用，可能来自其他程序。为安全起见，此窗口已被断开：请打开 Pushdeck 输出的地址。',
  },
  ending: {
    en: 'Pushdeck was stopped.',
    zh: 'Pushdeck 已停止运行。',
  },
  'core-failed': {
    en: 'Something inside Pushdeck went wrong, and it closed the connection.',
    zh: 'Pushdeck 内部发生错误，连接已关闭。',
  },
};

/** What is told to a person about a closed line; `null` where the code says nothing (the network, a crash). */
export function faultOfCloseCode(
  code: number,
): { readonly fault: LinkFault; readonly words: LocalizedText } | null {
  const known = (Object.keys(CLOSE_CODES) as LinkFault[]).find((name) => CLOSE_CODES[name] === code);
  const fault = code === PROTOCOL_ERROR ? 'malformed' : known;
  return fault === undefined ? null : { fault, words: WORDS[fault] };
}
