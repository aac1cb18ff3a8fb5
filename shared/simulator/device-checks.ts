import { TOKEN_DIGITS } from '../apns/device-token/token-bytes.js';
import {
  isPushType,
  LARGE_PAYLOAD_LIMIT_BYTES,
  PAYLOAD_LIMIT_BYTES,
  PUSH_TYPE_RULES,
} from '../apns/push-types.js';
import { bundleIdOf, isSpecialTopic, pushTypeOfTopic } from '../apns/topic.js';
import type { Check } from './check.js';
import { CREDENTIAL_CHECKS } from './credential-checks.js';
import {
  clip,
  DEVICE_HEADER_CHECKS,
  DUPLICATE_HEADERS,
  IDLE_TIMEOUT,
  postOnly,
  SHUTTING_DOWN,
} from './header-checks.js';
import type { SimulatedDevice } from './model.js';
import type { ClientCertificateFacts, RequestFacts, World } from './request-facts.js';
import type { RequestHeaders } from './request-headers.js';

const RESPONSES = 'Handling notification responses from APNs';

const DEVICE_PATH = '/3/device/';

/** The device token of the path, in lower case; empty when there is none. */
export function deviceTokenOf(path: string): string {
  return path.startsWith(DEVICE_PATH) ? path.slice(DEVICE_PATH.length).toLowerCase() : '';
}

/** The topic of a push: the header, or the only topic of a certificate. */
export function topicOf(
  { topic }: RequestHeaders,
  certificate: ClientCertificateFacts | null,
): string | undefined {
  if (topic !== undefined && topic !== '') return topic;
  return certificate?.topics.length === 1 ? certificate.topics[0] : undefined;
}

/** True when the device's token is of the kind the topic asks for: an ordinary one, for VoIP, … */
function isTokenOfKind(device: SimulatedDevice, topic: string): boolean {
  const kindOf = (one: string): string => one.slice(bundleIdOf(one).length);
  return device.topics.some((own) => kindOf(own) === kindOf(topic));
}

/**
 * What `POST /3/device/<token>` is judged by, in this order. Where the order is not known it is our choice;
 * moving a row is all it takes to change it.
 */
export const DEVICE_CHECKS: readonly Check[] = [
  postOnly(RESPONSES),
  {
    id: 'path',
    stage: 'request',
    status: 404,
    reason: 'BadPath',
    source: RESPONSES,
    confidence: 'documented',
    objects: ({ headers: { path } }) =>
      path.startsWith(DEVICE_PATH)
        ? null
        : {
            en: `The path “${clip(path)}” is not ${DEVICE_PATH}<device token>.`,
            zh: `路径“${clip(path)}”不是 ${DEVICE_PATH}<设备令牌>。`,
          },
  },
  DUPLICATE_HEADERS,
  SHUTTING_DOWN,
  IDLE_TIMEOUT,
  ...CREDENTIAL_CHECKS,
  ...DEVICE_HEADER_CHECKS,
  {
    id: 'topic-missing',
    stage: 'values',
    status: 400,
    reason: 'MissingTopic',
    source: RESPONSES,
    confidence: 'documented',
    objects: ({ topic }) =>
      topic === undefined
        ? {
            en: 'There is no apns-topic, and the credential does not stand for exactly one topic.',
            zh: '没有 apns-topic，且凭证不是只对应一个主题。',
          }
        : null,
  },
  {
    id: 'topic-form',
    stage: 'values',
    status: 400,
    reason: 'BadTopic',
    source: `${RESPONSES}; what counts as malformed is our choice`,
    confidence: 'ours',
    objects: withTopic((topic) =>
      /^[\x21-\x7e]{1,255}$/.test(topic)
        ? null
        : {
            en: `The topic “${clip(topic)}” has blanks or characters outside ASCII, or more than 255 of them.`,
            zh: `主题“${clip(topic)}”包含空格或非 ASCII 字符，或超过 255 个字符。`,
          },
    ),
  },
  {
    id: 'topic-not-in-certificate',
    stage: 'values',
    status: 400,
    reason: 'TopicDisallowed',
    source: 'Sending notification requests to APNs: extension 1.2.840.113635.100.6.3.6',
    confidence: 'documented',
    objects: withTopic((topic, { connection: { certificate } }) =>
      certificate === null || certificate.topics.includes(topic)
        ? null
        : {
            en: `The certificate “${certificate.commonName}” does not list the topic ${clip(topic)}.`,
            zh: `证书“${certificate.commonName}”未列出主题 ${clip(topic)}。`,
          },
    ),
  },
  {
    id: 'topic-not-of-key',
    stage: 'values',
    status: 400,
    reason: 'TopicDisallowed',
    source: 'Establishing a token-based connection to APNs; the reason is our choice',
    confidence: 'ours',
    objects: withTopic((topic, { connection, providerToken }) => {
      const key = connection.certificate === null ? (providerToken?.key ?? null) : null;
      if (!key?.topics || key.topics.includes(topic)) return null;
      return {
        en: `The key ${key.keyId} is limited to ${key.topics.join(', ')}; ${clip(topic)} is not among them.`,
        zh: `密钥 ${key.keyId} 仅限 ${key.topics.join('、')}，其中不包括 ${clip(topic)}。`,
      };
    }),
  },
  {
    id: 'topic-not-of-team',
    stage: 'values',
    status: 400,
    reason: 'TopicDisallowed',
    source: 'node-apn/node-apn#517, #559, #635',
    confidence: 'observed',
    objects: withTopic((topic, { connection, providerToken }, { topics, acceptAny }) =>
      acceptAny ||
      providerToken?.key?.anyApp === true ||
      connection.certificate !== null ||
      topics.has(topic) ||
      topics.has(bundleIdOf(topic))
        ? null
        : {
            en: `The topic ${clip(topic)} does not belong to the team; it has ${[...topics].slice(0, 5).join(', ')}.`,
            zh: `主题 ${clip(topic)} 不属于该团队；该团队的主题为 ${[...topics].slice(0, 5).join('、')}。`,
          },
    ),
  },
  {
    id: 'topic-suffix',
    stage: 'values',
    status: 400,
    reason: 'TopicDisallowed',
    source: 'Sending notification requests to APNs; reason: Pr0Ger/PyAPNs2#70',
    confidence: 'observed',
    objects: withTopic((topic, { headers: { pushType } }, { topics }) => {
      if (pushType === undefined || !isPushType(pushType)) return null;
      const suffix = PUSH_TYPE_RULES[pushType].topicSuffix;
      if ((suffix === '' && topics.has(topic)) || isSpecialTopic(topic)) return null;
      const actual = topic.slice(bundleIdOf(topic).length);
      if (suffix === actual) return null;
      return suffix === ''
        ? {
            en: `A push of type ${pushType} goes to the bundle ID itself, and the topic ends in ${actual}.`,
            zh: `${pushType} 类型的推送应使用 Bundle ID 本身作为主题，而该主题以 ${actual} 结尾。`,
          }
        : {
            en: `A push of type ${pushType} needs a topic that ends in ${suffix}.`,
            zh: `${pushType} 类型的推送需要以 ${suffix} 结尾的主题。`,
          };
    }),
  },
  {
    id: 'device-token-missing',
    stage: 'values',
    status: 400,
    reason: 'MissingDeviceToken',
    source: RESPONSES,
    confidence: 'documented',
    objects: ({ headers: { path } }) =>
      path === DEVICE_PATH
        ? { en: 'The path ends where the device token belongs.', zh: '路径中应为设备令牌的位置是空的。' }
        : null,
  },
  {
    id: 'device-token-form',
    stage: 'values',
    status: 400,
    reason: 'BadDeviceToken',
    source: `${RESPONSES}; the lengths are our choice`,
    confidence: 'documented',
    objects: ({ deviceToken, device }) =>
      device !== undefined || isTokenForm(deviceToken)
        ? null
        : {
            en: `“${clip(deviceToken)}” is not a device token: it takes ${TOKEN_DIGITS.min} to ${TOKEN_DIGITS.max} hex digits, an even number of them.`,
            zh: `“${clip(deviceToken)}”不是设备令牌：应为 ${TOKEN_DIGITS.min} 至 ${TOKEN_DIGITS.max} 位十六进制数字，且位数为偶数。`,
          },
  },
  {
    id: 'device-token-unknown',
    stage: 'values',
    status: 400,
    reason: 'BadDeviceToken',
    source: RESPONSES,
    confidence: 'documented',
    objects: ({ device }, { acceptAny }) =>
      acceptAny || device !== undefined
        ? null
        : {
            en: 'No device with this token is registered in this environment.',
            zh: '当前环境中没有注册使用此令牌的设备。',
          },
  },
  {
    id: 'device-token-topic',
    stage: 'values',
    status: 400,
    reason: 'DeviceTokenNotForTopic',
    source: RESPONSES,
    confidence: 'documented',
    objects: withDevice((device, { topic, providerToken }, { acceptAny }) =>
      acceptAny ||
      topic === undefined ||
      device.topics.includes(topic) ||
      (providerToken?.key?.anyApp === true && isTokenOfKind(device, topic))
        ? null
        : {
            en: `The token of “${device.name}” is for ${device.topics.join(', ')}, not for ${clip(topic)}.`,
            zh: `“${device.name}”的令牌适用于 ${device.topics.join('、')}，而不是 ${clip(topic)}。`,
          },
    ),
  },
  goneCheck('unregistered', 'Unregistered', {
    en: 'no longer has the app',
    zh: '已不再安装该 App',
  }),
  goneCheck('expired', 'ExpiredToken', { en: 'has a token that expired', zh: '的令牌已过期' }),
  {
    id: 'payload-empty',
    stage: 'values',
    status: 400,
    reason: 'PayloadEmpty',
    source: RESPONSES,
    confidence: 'documented',
    objects: ({ bodyBytes }) =>
      bodyBytes > 0 ? null : { en: 'The request has no body.', zh: '请求没有正文。' },
  },
  {
    id: 'payload-size',
    stage: 'values',
    status: 413,
    reason: 'PayloadTooLarge',
    source: 'Generating a remote notification',
    confidence: 'documented',
    objects: (request) => {
      const limit = payloadLimitOf(request);
      return request.bodyBytes <= limit
        ? null
        : {
            en: `The payload has ${request.bodyBytes} bytes; the limit here is ${limit}.`,
            zh: `载荷为 ${request.bodyBytes} 字节，此处上限为 ${limit} 字节。`,
          };
    },
  },
  {
    id: 'device-rate',
    stage: 'values',
    status: 429,
    reason: 'TooManyRequests',
    source: `${RESPONSES}; the rate is our choice`,
    confidence: 'ours',
    objects: ({ deviceToken }, world) => {
      const { deviceRate } = world.switches;
      return deviceRate === null || world.recentPushes(deviceToken) < deviceRate.pushes
        ? null
        : {
            en: `This device had ${deviceRate.pushes} pushes in the last ${deviceRate.perMs / 1000} seconds.`,
            zh: `该设备在最近 ${deviceRate.perMs / 1000} 秒内已收到 ${deviceRate.pushes} 条推送。`,
          };
    },
  },
];

/** VoIP has room for more; the topic tells where a client sends no push type. */
function payloadLimitOf({ topic, headers: { pushType } }: RequestFacts): number {
  if (pushType !== undefined && isPushType(pushType)) return PUSH_TYPE_RULES[pushType].payloadLimitBytes;
  return pushTypeOfTopic(topic ?? '') === 'voip' ? LARGE_PAYLOAD_LIMIT_BYTES : PAYLOAD_LIMIT_BYTES;
}

function isTokenForm(token: string): boolean {
  return (
    token.length % 2 === 0 &&
    token.length >= TOKEN_DIGITS.min &&
    token.length <= TOKEN_DIGITS.max &&
    /^[0-9a-f]+$/.test(token)
  );
}

function withTopic(
  objects: (topic: string, request: RequestFacts, world: World) => ReturnType<Check['objects']>,
): Check['objects'] {
  return (request, world) => (request.topic === undefined ? null : objects(request.topic, request, world));
}

function withDevice(
  objects: (device: SimulatedDevice, request: RequestFacts, world: World) => ReturnType<Check['objects']>,
): Check['objects'] {
  return (request, world) => (request.device === undefined ? null : objects(request.device, request, world));
}

function goneCheck(
  state: 'unregistered' | 'expired',
  reason: string,
  words: { readonly en: string; readonly zh: string },
): Check {
  return {
    id: `device-${state}`,
    stage: 'values',
    status: 410,
    reason,
    source: RESPONSES,
    confidence: 'documented',
    objects: withDevice((device) =>
      device.state === state
        ? { en: `“${device.name}” ${words.en}.`, zh: `“${device.name}”${words.zh}。` }
        : null,
    ),
    timestampMs: ({ device }) => device?.goneAtMs ?? null,
  };
}
