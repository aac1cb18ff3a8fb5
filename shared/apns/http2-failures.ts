import type { ErrorCode } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import { type ConnectionFacts, type Http2End, inSeconds, quotedDetail } from './failure-facts.js';
import type { ConnectionStep } from './push.js';

/** Describes one way in which a request or connection can end. */
export interface Http2FailureRow {
  readonly step: ConnectionStep;
  readonly code: ErrorCode;
  readonly message: (facts: ConnectionFacts) => LocalizedText;
  readonly hint: LocalizedText;
}

const MAYBE_DELIVERED: LocalizedText = {
  en: 'It may have been delivered. Send it again only if a duplicate does no harm, best with a collapse ID.',
  zh: '推送可能已经送达。仅在重复送达无妨时再次发送，最好设置折叠 ID。',
};

const NO_HTTP2: LocalizedText = {
  en: 'Check the address; a proxy that decrypts TLS must support HTTP/2.',
  zh: '请检查地址；如果代理会解密 TLS 连接，它必须放行 HTTP/2。',
};

/** A server that only offers other protocols, which TLS reports in two ways. */
export const NO_ALPN: Pick<Http2FailureRow, 'code' | 'message'> & { readonly hint: LocalizedText } = {
  code: 'http2-failed',
  message: ({ host, port }) => ({
    en: `The service on ${host} port ${port} does not offer HTTP/2.`,
    zh: `${host} 端口 ${port} 上的服务不支持 HTTP/2。`,
  }),
  hint: NO_HTTP2,
};

/** What each {@link Http2End} means, and what to do. */
export const HTTP2_FAILURES: Readonly<Record<Http2End, Http2FailureRow>> = {
  'no-alpn': { step: 'http2', ...NO_ALPN },
  'not-http2': {
    step: 'http2',
    code: 'http2-failed',
    message: (facts) => ({
      en: `The service on ${facts.host} port ${facts.port} does not speak HTTP/2${quotedDetail(facts)}.`,
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
      en: 'Check that the address is that of a push server, and whether it requires a client certificate.',
      zh: '请确认该地址是推送服务器的地址，以及它是否要求客户端证书。',
    },
  },
  'lost-early': {
    step: 'request',
    code: 'connection-lost',
    message: (facts) => ({
      en: `The request had been sent when the connection to ${facts.host} was lost, before HTTP/2 began${quotedDetail(facts)}.`,
      zh: `请求已经发出，而与 ${facts.host} 的连接在 HTTP/2 会话开始之前中断${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  violation: {
    step: 'request',
    code: 'connection-lost',
    message: (facts) => ({
      en: `${facts.host} violated the HTTP/2 protocol, so the connection was closed before an answer arrived${quotedDetail(facts)}.`,
      zh: `${facts.host} 违反了 HTTP/2 协议，因此在收到应答之前连接已被关闭${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  goaway: {
    step: 'http2',
    code: 'goaway',
    message: (facts) => ({
      en: `${facts.host} closed the connection before processing this push${quotedDetail(facts)}.`,
      zh: `${facts.host} 在处理该推送之前结束了连接${quotedDetail(facts)}。`,
    }),
    hint: {
      en: 'It was not delivered. Send it again; if it keeps happening, check the credential.',
      zh: '推送没有送达。请重新发送；如果反复出现，请检查凭证。',
    },
  },
  'not-sent': {
    step: 'http2',
    code: 'connection-lost',
    message: ({ host }) => ({
      en: `The connection to ${host} closed before this push could be sent.`,
      zh: `在该推送发出之前，与 ${host} 的连接已关闭。`,
    }),
    hint: { en: 'It was not delivered. Send it again.', zh: '推送没有送达，请重新发送。' },
  },
  useless: {
    step: 'http2',
    code: 'connection-lost',
    message: (facts) => ({
      en: `Several connections to ${facts.host} in a row ended before a push was answered${quotedDetail(facts)}; this push was not sent.`,
      zh: `与 ${facts.host} 的多个连接接连在推送得到应答之前结束${quotedDetail(facts)}，该推送没有发出。`,
    }),
    hint: {
      en: 'It was not delivered. Check the server and anything in front of it, then send it again.',
      zh: '推送没有送达。请检查服务器及其前置的代理等中间设备，然后重新发送。',
    },
  },
  'no-stream-free': {
    step: 'http2',
    code: 'stream-refused',
    message: (facts) => ({
      en: `${facts.host} accepted no further requests for ${inSeconds(facts)} s, so this push was not sent.`,
      zh: `${facts.host} 在 ${inSeconds(facts)} 秒内没有再接受任何请求，因此该推送没有发出。`,
    }),
    hint: {
      en: 'It was not delivered. The server is at its limit of concurrent requests: send it again later.',
      zh: '推送没有送达。服务器不允许更多并发请求：请稍后重新发送。',
    },
  },
  'refused-stream': {
    step: 'request',
    code: 'stream-refused',
    message: (facts) => ({
      en: `${facts.host} refused this request without processing it${quotedDetail(facts)}.`,
      zh: `${facts.host} 未处理该请求即予以拒绝${quotedDetail(facts)}。`,
    }),
    hint: {
      en: 'It was not delivered. The server accepts no more requests at the moment: send it again later, or with lower concurrency.',
      zh: '推送没有送达。服务器暂时不再接受请求：请稍后重新发送，或减少并发数。',
    },
  },
  reset: {
    step: 'request',
    code: 'stream-reset',
    message: (facts) => ({
      en: `${facts.host} reset this request${quotedDetail(facts)}.`,
      zh: `${facts.host} 重置了该请求${quotedDetail(facts)}。`,
    }),
    hint: MAYBE_DELIVERED,
  },
  'stream-violation': {
    step: 'request',
    code: 'stream-reset',
    message: (facts) => ({
      en: `${facts.host} violated the HTTP/2 protocol on this request, so it was reset before an answer arrived${quotedDetail(facts)}.`,
      zh: `${facts.host} 处理该请求时违反了 HTTP/2 协议，因此在收到应答之前该请求已被重置${quotedDetail(facts)}。`,
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
      en: 'It may have been delivered. The service is not a push server, or the answer was changed on the way.',
      zh: '推送可能已经送达。应答方可能不是推送服务器，或应答在途中被改动。',
    },
  },
};
