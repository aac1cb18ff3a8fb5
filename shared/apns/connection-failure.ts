import { ERROR_CODES, type ErrorCode } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import { DIAL_FAILURES, unreachableHint } from './dial-failures.js';
import { type ConnectionFacts, inSeconds, isConnectingToProxy, quotedDetail } from './failure-facts.js';
import { HTTP2_FAILURES } from './http2-failures.js';
import type { ConnectionStep, DeliveryFailure } from './push.js';

export type { ConnectionFacts, Http2End } from './failure-facts.js';

const CODE_OF_STEP: Readonly<Record<ConnectionStep, ErrorCode>> = {
  dns: 'dns-failed',
  tcp: 'tcp-failed',
  proxy: 'proxy-failed',
  tls: 'tls-failed',
  http2: 'http2-failed',
  auth: 'connection-lost',
  topic: 'connection-lost',
  request: 'connection-lost',
};

/** What was in progress when the timeout expired. */
const DURING: Readonly<Record<Exclude<ConnectionStep, 'dns' | 'request'>, LocalizedText>> = {
  tcp: { en: 'while the connection was being opened', zh: '建立 TCP 连接时' },
  proxy: { en: 'after a tunnel was requested', zh: '请求建立隧道时' },
  tls: { en: 'during the TLS handshake', zh: 'TLS 握手时' },
  http2: { en: 'while HTTP/2 was being set up', zh: '启动 HTTP/2 时' },
  auth: { en: 'while the credential was being checked', zh: '检查凭证时' },
  topic: { en: 'while the topic was being checked', zh: '检查主题时' },
};

/** True for a connection failure, false for an error that was found before anything was sent. */
export function isConnectionFailure({ code }: Pick<DeliveryFailure, 'code'>): boolean {
  return (ERROR_CODES.connection as readonly ErrorCode[]).includes(code);
}

/** Describes which step of a connection failed, why, and what to do. */
export function describeConnectionFailure(facts: ConnectionFacts): DeliveryFailure {
  if (facts.end !== undefined) {
    const { step, code, message, hint } = HTTP2_FAILURES[facts.end];
    return { step, code, message: message(facts), hint };
  }
  if (facts.timeoutMs !== undefined) return describeTimeout(facts);
  const words = `${facts.code ?? ''} ${facts.detail ?? ''} `;
  const row = DIAL_FAILURES.find(({ step, pattern }) => step === facts.step && pattern.test(words));
  return {
    step: facts.step,
    code: row?.code ?? CODE_OF_STEP[facts.step],
    message: row?.message(facts) ?? {
      en: `The connection to ${facts.host} was lost before an answer arrived${quotedDetail(facts)}.`,
      zh: `在收到应答之前，与 ${facts.host} 的连接已断开${quotedDetail(facts)}。`,
    },
    hint: row?.hint(facts) ?? {
      en: 'It may have been delivered. Send it again only if a duplicate does no harm, best with a collapse ID.',
      zh: '推送可能已经送达。仅在重复送达无妨时再次发送，最好设置折叠 ID。',
    },
  };
}

function describeTimeout(facts: ConnectionFacts): DeliveryFailure {
  const seconds = inSeconds(facts);
  const { step, host, port } = facts;
  if (step === 'request') {
    return {
      step: 'request',
      code: 'request-timeout',
      message: {
        en: `${host} did not answer within ${seconds} s; the request had been sent.`,
        zh: `${host} 在 ${seconds} 秒内没有应答，而请求已经发出。`,
      },
      hint: {
        en: 'It may have been delivered. Send it again only if a duplicate does no harm, or allow more time in the settings.',
        zh: '推送可能已经送达。仅在重复送达无妨时再次发送，或在设置中延长超时时间。',
      },
    };
  }
  const hint = unreachableHint(facts);
  if (step === 'dns') {
    const message = {
      en: `The address of ${host} could not be looked up within ${seconds} s.`,
      zh: `${seconds} 秒内未能查询到 ${host} 的地址。`,
    };
    return { step, code: 'connect-timeout', message, hint };
  }
  const silent =
    step === 'proxy'
      ? { en: `the proxy ${facts.proxy ?? host}`, zh: `代理 ${facts.proxy ?? host} ` }
      : isConnectingToProxy(facts)
        ? { en: `the proxy ${host} port ${port}`, zh: `代理 ${host} 端口 ${port} ` }
        : { en: `${host} port ${port}`, zh: `${host} 端口 ${port} ` };
  return {
    step,
    code: 'connect-timeout',
    message: {
      en: `No answer from ${silent.en} within ${seconds} s ${DURING[step].en}.`,
      zh: `${DURING[step].zh}，${silent.zh}在 ${seconds} 秒内没有响应。`,
    },
    hint,
  };
}
