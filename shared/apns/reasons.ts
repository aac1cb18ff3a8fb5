import type { LocalizedText } from '../text/localized-text.js';
import type { RetryAdvice } from './explanation.js';

/** Which API answers with a reason: `/3/device`, or the broadcast and channel management APIs. */
export type ReasonApi = 'device' | 'channel';

/**
 * - `documented`: on Apple's page "Handling notification responses from APNs", or on "Handling error
 *   responses from Apple Push Notification service" for channels
 * - `observed`: seen on the wire, but undocumented
 */
type ReasonSource = 'documented' | 'observed';

export interface ReasonRule {
  readonly reason: string;
  /** The status it comes with. */
  readonly status: number;
  readonly apis: readonly ReasonApi[];
  /** Whether and when to send the same request again. */
  readonly retry: RetryAdvice;
  /** A retry needs a new connection: this one stays unusable, or is about to close. */
  readonly newConnection: boolean;
  /** The general meaning; {@link explain} tailors it to a request. */
  readonly meaning: LocalizedText;
  readonly source: ReasonSource;
}

type Row = readonly [status: number, retry: RetryAdvice, en: string, zh: string];
interface RowOptions {
  readonly apis?: readonly ReasonApi[];
  readonly newConnection?: boolean;
  readonly source?: ReasonSource;
}

const DEVICE: RowOptions = {};
const BOTH: RowOptions = { apis: ['device', 'channel'] };
const CHANNEL: RowOptions = { apis: ['channel'] };

function rule(reason: string, options: RowOptions, [status, retry, en, zh]: Row): ReasonRule {
  return {
    reason,
    status,
    retry,
    apis: options.apis ?? ['device'],
    newConnection: options.newConnection ?? false,
    meaning: { en, zh },
    source: options.source ?? 'documented',
  };
}

/**
 * Every reason that APNs is known to answer with, by status.
 *
 * @see https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 * @see https://developer.apple.com/documentation/usernotifications/handling-error-responses-from-apns
 */
export const REASON_RULES: readonly ReasonRule[] = [
  rule('BadCollapseId', DEVICE, [
    400,
    'after-fix',
    'The collapse ID is longer than 64 bytes.',
    '折叠标识（collapse ID）超过了 64 字节。',
  ]),
  rule('BadDeviceToken', DEVICE, [
    400,
    'never',
    'The device token is not valid, or it belongs to the other environment.',
    '设备令牌无效，或者属于另一个环境。',
  ]),
  rule('BadExpirationDate', BOTH, [
    400,
    'after-fix',
    'The value of apns-expiration is invalid.',
    'apns-expiration 的值无效。',
  ]),
  rule('BadMessageId', BOTH, [
    400,
    'after-fix',
    'The value of apns-id is not a UUID.',
    'apns-id 的值不是 UUID。',
  ]),
  rule('BadPriority', BOTH, [
    400,
    'after-fix',
    'The value of apns-priority is invalid.',
    'apns-priority 的值无效。',
  ]),
  rule('BadTopic', DEVICE, [400, 'after-fix', 'The topic is malformed.', '主题（topic）格式不正确。']),
  rule('DeviceTokenNotForTopic', DEVICE, [
    400,
    'never',
    'The device token belongs to another topic.',
    '设备令牌属于另一个主题。',
  ]),
  rule('DuplicateHeaders', DEVICE, [
    400,
    'after-fix',
    'A header occurs more than once.',
    '某个标头重复出现。',
  ]),
  rule('IdleTimeout', { newConnection: true }, [
    400,
    'later',
    'The connection or the stream was idle for too long.',
    '连接或流空闲时间过长。',
  ]),
  rule('InvalidPushType', BOTH, [
    400,
    'after-fix',
    'The value of apns-push-type is invalid.',
    'apns-push-type 的值无效。',
  ]),
  rule('MissingDeviceToken', DEVICE, [
    400,
    'after-fix',
    'The path of the request contains no device token.',
    '请求路径中没有设备令牌。',
  ]),
  rule('MissingTopic', DEVICE, [
    400,
    'after-fix',
    'The request names no topic, and the credential does not determine one.',
    '请求没有指定主题，凭证也无法确定主题。',
  ]),
  rule('PayloadEmpty', BOTH, [400, 'after-fix', 'The request has no payload.', '请求没有载荷（payload）。']),
  rule('TopicDisallowed', BOTH, [
    400,
    'after-fix',
    'The credential may not send to this topic.',
    '该凭证不允许向此主题推送。',
  ]),
  rule('FeatureNotEnabled', CHANNEL, [
    400,
    'after-fix',
    'The broadcast capability is not enabled for the app.',
    '该 App 未启用广播（Broadcast）能力。',
  ]),
  rule('MissingChannelId', CHANNEL, [
    400,
    'after-fix',
    'The header apns-channel-id is missing.',
    '缺少标头 apns-channel-id。',
  ]),
  rule('BadChannelId', CHANNEL, [
    400,
    'after-fix',
    'The channel ID is not valid base64, or it is too long.',
    '频道 ID 不是有效的 base64，或者过长。',
  ]),
  rule('ChannelNotRegistered', CHANNEL, [
    400,
    'after-fix',
    'No such channel exists in this environment.',
    '此环境中不存在该频道。',
  ]),
  rule('BadRequestParams', CHANNEL, [
    400,
    'after-fix',
    'The request body has an attribute that APNs does not know.',
    '请求体包含 APNs 不认识的属性。',
  ]),
  rule('BadRequestPayload', CHANNEL, [
    400,
    'after-fix',
    'The request body cannot be read as JSON.',
    '请求体无法按 JSON 解析。',
  ]),
  rule('MissingPushType', CHANNEL, [
    400,
    'after-fix',
    'The push type is missing.',
    '缺少推送类型（push type）。',
  ]),
  rule('CannotCreateChannelConfig', CHANNEL, [
    400,
    'after-fix',
    'The app has reached its limit of 10,000 channels in this environment.',
    '该 App 在此环境中的频道数已达到 10,000 个的上限。',
  ]),
  rule('MissingChannelQueueSize', { ...CHANNEL, source: 'observed' }, [
    400,
    'after-fix',
    'The message-storage-policy of the channel is missing or invalid.',
    '频道的 message-storage-policy 缺失或无效。',
  ]),
  rule('BadCertificate', { ...BOTH, newConnection: true }, [
    403,
    'after-fix',
    'The certificate is invalid.',
    '证书无效。',
  ]),
  rule('BadCertificateEnvironment', { ...BOTH, newConnection: true }, [
    403,
    'after-fix',
    'The certificate is for the other environment.',
    '证书属于另一个环境。',
  ]),
  rule('ExpiredProviderToken', { ...BOTH, newConnection: true }, [
    403,
    'after-fix',
    'APNs considers the provider token more than one hour old.',
    'APNs 认为该提供者令牌的签发时间已超过一小时。',
  ]),
  rule('Forbidden', DEVICE, [403, 'never', 'The action is not allowed.', '不允许执行此操作。']),
  rule('InvalidProviderToken', BOTH, [
    403,
    'after-fix',
    'The provider token is not valid, or its signature could not be verified.',
    '提供者令牌无效，或者其签名无法验证。',
  ]),
  rule('MissingProviderToken', BOTH, [
    403,
    'after-fix',
    'The request carries neither a client certificate nor a provider token.',
    '请求既没有客户端证书，也没有提供者令牌。',
  ]),
  rule('UnrelatedKeyIdInToken', { newConnection: true }, [
    403,
    'after-fix',
    'The APNs key is unrelated to the one first used on this connection.',
    '该 APNs 密钥与此连接首次使用的密钥无关。',
  ]),
  rule('BadEnvironmentKeyIdInToken', { newConnection: true }, [
    403,
    'after-fix',
    'The APNs key is restricted to the other environment.',
    '该 APNs 密钥仅限用于另一个环境。',
  ]),
  // The spelling on the wire since 2025; Apple's page has the one above. Both occur.
  rule('BadEnvironmentKeyInToken', { newConnection: true, source: 'observed' }, [
    403,
    'after-fix',
    'The APNs key is restricted to the other environment.',
    '该 APNs 密钥仅限用于另一个环境。',
  ]),
  rule('TopicMismatch', CHANNEL, [
    403,
    'after-fix',
    'The credential does not cover the bundle ID in the path.',
    '凭证不包含路径中的 Bundle ID。',
  ]),
  rule('BadPath', BOTH, [404, 'after-fix', 'APNs has no such path.', 'APNs 没有该请求路径。']),
  rule('MethodNotAllowed', BOTH, [405, 'after-fix', 'The request method is wrong.', '请求方法不正确。']),
  rule('ExpiredToken', DEVICE, [410, 'never', 'The device token has expired.', '设备令牌已过期。']),
  rule('Unregistered', DEVICE, [
    410,
    'never',
    'The device token is no longer active for the topic.',
    '设备令牌对此主题已不再有效。',
  ]),
  rule('PayloadTooLarge', BOTH, [
    413,
    'never',
    'The payload is larger than APNs allows.',
    '载荷超过了 APNs 允许的大小。',
  ]),
  rule('TooManyProviderTokenUpdates', { ...BOTH, newConnection: true }, [
    429,
    'later',
    'The provider token was renewed more than once within 20 minutes.',
    '提供者令牌的更新频率超过了每 20 分钟一次。',
  ]),
  rule('TooManyRequests', BOTH, [
    429,
    'later',
    'Too many pushes went to the same target in a short time.',
    '短时间内向同一目标推送过多。',
  ]),
  rule('InternalServerError', BOTH, [500, 'later', 'APNs had an internal error.', 'APNs 发生内部错误。']),
  rule('ServiceUnavailable', BOTH, [503, 'later', 'APNs is not available.', 'APNs 暂时不可用。']),
  rule('Shutdown', { ...BOTH, newConnection: true }, [
    503,
    'later',
    'This APNs server is shutting down.',
    '该 APNs 服务器正在关闭。',
  ]),
];

const byReason = new Map(REASON_RULES.map((entry) => [entry.reason, entry]));

/** Looks up a reason; `undefined` if unknown. Ignores spaces: Apple's page has "Service Unavailable". */
export function reasonRule(reason: string): ReasonRule | undefined {
  return byReason.get(reason) ?? byReason.get(reason.replaceAll(' ', ''));
}

export interface StatusRule {
  readonly retry: RetryAdvice;
  readonly meaning: LocalizedText;
}

/** What a status means by itself: the reason may be missing, or newer than this table. */
const STATUS_RULES: Readonly<Record<number, StatusRule>> = {
  200: { retry: 'never', meaning: { en: 'APNs accepted the push.', zh: 'APNs 已接受此推送。' } },
  201: { retry: 'never', meaning: { en: 'The channel was created.', zh: '频道已创建。' } },
  204: { retry: 'never', meaning: { en: 'The channel was deleted.', zh: '频道已删除。' } },
  400: {
    retry: 'after-fix',
    meaning: { en: 'Something in the request is wrong.', zh: '请求中有错误。' },
  },
  403: {
    retry: 'after-fix',
    meaning: {
      en: 'APNs does not accept the certificate or the provider token.',
      zh: 'APNs 不接受该证书或提供者令牌。',
    },
  },
  404: { retry: 'after-fix', meaning: { en: 'The path of the request is wrong.', zh: '请求路径错误。' } },
  405: { retry: 'after-fix', meaning: { en: 'The request method is wrong.', zh: '请求方法错误。' } },
  410: {
    retry: 'never',
    meaning: {
      en: 'The device token is no longer active for the topic.',
      zh: '设备令牌对此主题已不再有效。',
    },
  },
  413: {
    retry: 'never',
    meaning: { en: 'The payload is larger than APNs allows.', zh: '载荷超过了 APNs 允许的大小。' },
  },
  429: {
    retry: 'later',
    meaning: { en: 'Too many requests in a short time.', zh: '短时间内请求过多。' },
  },
  500: { retry: 'later', meaning: { en: 'APNs had an internal error.', zh: 'APNs 发生内部错误。' } },
  503: { retry: 'later', meaning: { en: 'APNs is not available.', zh: 'APNs 暂时不可用。' } },
};

/** Returns the rule of a status; unlisted ones are judged by their class. */
export function statusRule(status: number): StatusRule {
  const listed = STATUS_RULES[status];
  if (listed !== undefined) return listed;
  if (status >= 500) {
    return { retry: 'later', meaning: { en: 'The server had an error.', zh: '服务器出现问题。' } };
  }
  if (status >= 400) {
    return {
      retry: 'after-fix',
      meaning: { en: 'The server rejected this request.', zh: '服务器拒绝了此请求。' },
    };
  }
  return {
    retry: 'never',
    meaning: { en: 'APNs is not known to answer with this status.', zh: 'APNs 通常不会返回此状态码。' },
  };
}
