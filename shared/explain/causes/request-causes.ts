import { environmentInWords } from '../../apns/environment.js';
import { heaviestValues } from '../../payload/weigh.js';
import type { LocalizedText } from '../../text/localized-text.js';
import { bytesInWords, grouped, listInWords, quoted } from '../../text/words.js';
import { OFFER_SHRINKING } from './offers.js';
import type { Cause, Situation } from './situation.js';

const IN_15_MINUTES = {
  en: 'Send again in 15 minutes, then at increasing intervals, as Apple recommends.',
  zh: '请在 15 分钟后重试，并按 Apple 的建议逐渐拉长间隔。',
};

function whatToShrink(situation: Situation): LocalizedText {
  const heaviest = heaviestValues(situation.push.payload, 3);
  if (heaviest.length === 0) {
    return { en: 'Make the payload smaller.', zh: '请缩小载荷。' };
  }
  const parts = (language: 'en' | 'zh'): string[] =>
    heaviest.map(({ path, bytes }) => `${path} (${bytesInWords(bytes)[language]})`);
  return {
    en: `Shorten the largest values, or let the app fetch them: ${listInWords(parts('en')).en}. Non-ASCII characters take two to four bytes each.`,
    zh: `请缩短占用最多的部分，或让 App 自行获取：${listInWords(parts('zh')).zh}。非 ASCII 字符每个占两到四个字节。`,
  };
}

function payloadTooLarge(situation: Situation): readonly Cause[] {
  const { payloadBytes, limitBytes, pushType, channelId } = situation;
  const what =
    channelId === null
      ? { en: `a push of type ${pushType}`, zh: `类型为 ${pushType} 的推送` }
      : { en: 'a broadcast', zh: '广播' };
  const excess = payloadBytes - limitBytes;
  if (excess <= 0) {
    return [
      {
        weight: 60,
        cause: {
          en: `The payload has ${bytesInWords(payloadBytes).en}, within the limit of ${grouped(limitBytes)} that Apple documents for ${what.en}, but APNs rejected it as too large.`,
          zh: `载荷为 ${bytesInWords(payloadBytes).zh}，未超过 Apple 文档中${what.zh}的上限 ${grouped(limitBytes)} 字节，但 APNs 在此判定为超限。`,
        },
        fix: { en: 'Try it with a smaller payload.', zh: '请尝试更小的载荷。' },
        actions: [OFFER_SHRINKING],
      },
    ];
  }
  return [
    {
      weight: 100,
      cause: {
        en: `The payload has ${bytesInWords(payloadBytes).en}; the limit for ${what.en} is ${grouped(limitBytes)}. It is ${bytesInWords(excess).en} too large.`,
        zh: `载荷为 ${bytesInWords(payloadBytes).zh}，${what.zh}最多允许 ${grouped(limitBytes)} 字节，超出 ${bytesInWords(excess).zh}。`,
      },
      fix: whatToShrink(situation),
      actions: [OFFER_SHRINKING],
    },
  ];
}

function payloadEmpty(situation: Situation): readonly Cause[] {
  return [
    {
      weight: 95,
      cause:
        situation.payloadBytes === 0
          ? { en: 'The push was sent without a payload.', zh: '此推送没有载荷。' }
          : {
              en: `The payload of ${bytesInWords(situation.payloadBytes).en} did not reach APNs completely.`,
              zh: `${bytesInWords(situation.payloadBytes).zh}的载荷没有完整到达 APNs。`,
            },
      fix: {
        en: 'Write a JSON object, at least {"aps":{"alert":"Hello"}}.',
        zh: '请填写 JSON 对象，至少为 {"aps":{"alert":"Hello"}}。',
      },
    },
  ];
}

function customServer(situation: Situation, en: string, zh: string): Cause {
  const own = situation.environment.kind === 'custom';
  const here = environmentInWords(situation.environment);
  return {
    weight: 60,
    cause: { en: `${own ? here.en : 'APNs'} ${en}`, zh: `${own ? here.zh : 'APNs'} ${zh}` },
    fix: own
      ? {
          en: 'Check the address of the server: it has to support the APNs protocol.',
          zh: '请检查服务器地址，它必须支持 APNs 协议。',
        }
      : {
          en: 'A proxy that rewrites requests is the likely cause; connect without it.',
          zh: '很可能是改写请求的代理所致，请不经代理连接。',
        },
  };
}

function badPath(situation: Situation): readonly Cause[] {
  const { token, channelId, topic } = situation;
  const path =
    channelId === null
      ? `/3/device/${quoted(token, 16).en.slice(1, -1)}`
      : `/4/broadcasts/apps/${topic ?? ''}`;
  const causes = [customServer(situation, `does not have the path ${path}.`, `没有路径 ${path}。`)];
  if (channelId === null && /[/?#]/.test(token)) {
    causes.push({
      weight: 96,
      cause: {
        en: `The token contains characters that change the path: ${quoted(token, 40).en}`,
        zh: `令牌中包含会改变路径的字符：${quoted(token, 40).zh}`,
      },
      fix: {
        en: 'Enter only the token, as hexadecimal digits.',
        zh: '请只填写十六进制的令牌本身。',
      },
    });
  }
  return causes;
}

/** Causes of the reasons about the payload, the path or the service itself. */
export const REQUEST_CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  PayloadTooLarge: payloadTooLarge,
  PayloadEmpty: payloadEmpty,
  BadPath: badPath,
  MethodNotAllowed: (situation) => [
    customServer(
      situation,
      'received a method other than POST, or does not allow POST here.',
      '收到的不是 POST 方法，或者此处不允许 POST。',
    ),
  ],
  IdleTimeout: () => [
    {
      weight: 70,
      cause: {
        en: 'The connection was idle for too long, and APNs closed it just as this push was sent.',
        zh: '连接空闲过久，APNs 恰好在发送此推送时将其关闭。',
      },
      fix: { en: 'Send it again; it will use a new connection.', zh: '请重新发送，将使用新的连接。' },
    },
  ],
  InternalServerError: (situation) => [
    {
      weight: 70,
      cause: {
        en: `${situation.here.en} had an internal error; the request is not to blame.`,
        zh: `${situation.here.zh}自身出现问题，与请求无关。`,
      },
      fix: IN_15_MINUTES,
    },
  ],
  ServiceUnavailable: (situation) => [
    {
      weight: 70,
      cause: {
        en: `APNs (${situation.here.en}) cannot accept pushes at the moment.`,
        zh: `APNs（${situation.here.zh}）目前无法接收推送。`,
      },
      fix: IN_15_MINUTES,
    },
  ],
  Shutdown: () => [
    {
      weight: 80,
      cause: {
        en: 'The APNs server behind this connection is going down for maintenance.',
        zh: '此连接对应的 APNs 服务器正在停机维护。',
      },
      fix: {
        en: 'Send again: a new connection reaches another server.',
        zh: '请重新发送，新的连接会到达另一台服务器。',
      },
    },
  ],
};
