import type { ErrorCode } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import { type ConnectionFacts, type Http2End, inSeconds, quotedDetail } from './failure-facts.js';
import type { ConnectionStep } from './push.js';

/** How one end of a request or connection is told. */
export interface Http2FailureWords {
  readonly step: ConnectionStep;
  readonly code: ErrorCode;
  readonly message: (facts: ConnectionFacts) => LocalizedText;
  readonly hint: LocalizedText;
}

const MAYBE_DELIVERED: LocalizedText = {
  en: 'It may have been delivered. Send again only if a second copy does no harm, best with a collapse ID.',
  zh: '推送可能已经送达。仅在重复送达无妨时再次发送，最好带上 collapse ID。',
};

const NO_HTTP2: LocalizedText = {
  en: 'Check the address; a proxy that opens TLS connections must let HTTP/2 through.',
  zh: '请检查地址；如果代理会解密 TLS 连接，它必须放行 HTTP/2。',
};

/** The words for a server that offers other protocols only: TLS says so in two ways. */
export const NO_ALPN: Pick<Http2FailureWords, 'code' | 'message'> & { readonly hint: LocalizedText } = {
  code: 'http2-failed',
  message: ({ host, port }) => ({
    en: `What answers on ${host} port ${port} does not offer HTTP/2.`,
    zh: `${host} 端口 ${port} 上的服务不支持 HTTP/2。`,
  }),
  hint: NO_HTTP2,
};

/** What each end of HTTP/2 means, and what to do. */
export const HTTP2_FAILURES: Readonly<Record<Http2End, Http2FailureWords>> = {
  'no-alpn': { step: 'http2', ...NO_ALPN },
  'not-http2': {
    step: 'http2',
    code: 'http2-failed',
    message: (facts) => ({
      en: `What answers on ${facts.host} port ${facts.port} does not speak HTTP/2${quotedDetail(facts)}.`,
      zh: `${facts.host} 端口 ${facts.port} 上的服务使用的不是 HTTP/2${quotedDetail(facts)}。`,
    }),
    hint: NO_HTTP2,
  },
  'no-settings': {
    step: 'http2',
    code: 'http2-failed',
    message: (facts) => ({
      en: `${facts.host} closed the connection before HTTP/2 began${quotedDetail(facts)}.`,
      zh: `${facts.host} 在 HTTP/2 会话开始之前关闭了连接${quotedDetail(facts)}。`,
    }),
    hint: {
      en: 'Check that the address is that of a push server, and whether it wants a client certificate.',
      zh: '请确认该地址是推送服务器的地址，以及它是否要求客户端证书。',
    },
  },
  'lost-early': {
    step: 'request',
    code: 'connection-lost',
    message: (facts) => ({
      en: `The request had been sent when the connection to ${facts.host} broke off, before HTTP/2 began there${quotedDetail(facts)}.`,
      zh: `请求已经发出，而与 ${facts.host} 的连接在 HTTP/2 会话开始之前中断${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  violation: {
    step: 'request',
    code: 'connection-lost',
    message: (facts) => ({
      en: `${facts.host} broke the rules of HTTP/2, so the connection was closed before the answer came${quotedDetail(facts)}.`,
      zh: `${facts.host} 违反了 HTTP/2 协议，因此在收到应答之前连接已被关闭${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  goaway: {
    step: 'http2',
    code: 'goaway',
    message: (facts) => ({
      en: `${facts.host} ended the connection before it looked at this push${quotedDetail(facts)}.`,
      zh: `${facts.host} 在处理该推送之前结束了连接${quotedDetail(facts)}。`,
    }),
    hint: {
      en: 'It was not delivered. Send it again; if that repeats, check the credential.',
      zh: '推送没有送达。请重新发送；如果反复出现，请检查凭证。',
    },
  },
  'not-sent': {
    step: 'http2',
    code: 'connection-lost',
    message: ({ host }) => ({
      en: `The connection to ${host} closed before this push could leave.`,
      zh: `在该推送发出之前，与 ${host} 的连接已关闭。`,
    }),
    hint: { en: 'It was not delivered. Send it again.', zh: '推送没有送达，请重新发送。' },
  },
  useless: {
    step: 'http2',
    code: 'connection-lost',
    message: (facts) => ({
      en: `Several connections to ${facts.host} in a row ended before a push was answered${quotedDetail(facts)}; this one did not leave.`,
      zh: `与 ${facts.host} 的多个连接接连在推送得到应答之前结束${quotedDetail(facts)}，该推送没有发出。`,
    }),
    hint: {
      en: 'It was not delivered. Check the server and what stands before it, then send it again.',
      zh: '推送没有送达。请检查服务器及其前面的设备，然后重新发送。',
    },
  },
  'no-stream-free': {
    step: 'http2',
    code: 'stream-refused',
    message: (facts) => ({
      en: `${facts.host} let no further request in for ${inSeconds(facts)} s, so this push did not leave.`,
      zh: `${facts.host} 在 ${inSeconds(facts)} 秒内没有再接受任何请求，因此该推送没有发出。`,
    }),
    hint: {
      en: 'It was not delivered. The server allows no more requests at once: send it again later.',
      zh: '推送没有送达。服务器不允许更多并发请求：请稍后重新发送。',
    },
  },
  'refused-stream': {
    step: 'request',
    code: 'stream-refused',
    message: (facts) => ({
      en: `${facts.host} refused this request without looking at it${quotedDetail(facts)}.`,
      zh: `${facts.host} 未处理该请求即予以拒绝${quotedDetail(facts)}。`,
    }),
    hint: {
      en: 'It was not delivered. The server takes no more requests at the moment: send it again later, or with fewer at once.',
      zh: '推送没有送达。服务器暂时不再接受请求：请稍后重新发送，或减少并发数。',
    },
  },
  reset: {
    step: 'request',
    code: 'stream-reset',
    message: (facts) => ({
      en: `${facts.host} cut off this one request${quotedDetail(facts)}.`,
      zh: `${facts.host} 中断了这一个请求${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  'stream-violation': {
    step: 'request',
    code: 'stream-reset',
    message: (facts) => ({
      en: `${facts.host} broke the rules of HTTP/2 for this one request, so it was ended before the answer came${quotedDetail(facts)}.`,
      zh: `${facts.host} 对这一个请求违反了 HTTP/2 协议，因此在收到应答之前该请求已被终止${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  'bad-answer': {
    step: 'request',
    code: 'bad-answer',
    message: (facts) => ({
      en: `${facts.host} answered this request without a valid status${quotedDetail(facts)}.`,
      zh: `${facts.host} 对该请求的应答没有有效的状态码${quotedDetail(facts)}。`,
    }),
    hint: {
      en: 'It may have been delivered. What answers is no push server, or something between changed the answer.',
      zh: '推送可能已经送达。应答方可能不是推送服务器，或应答在途中被改动。',
    },
  },
};
