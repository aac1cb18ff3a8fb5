import { LARGE_PAYLOAD_LIMIT_BYTES } from '../apns/push-types.js';
import { parseJsonRecord } from '../text/json-record.js';
import { broadcastAppOf } from './broadcast-facts.js';
import { appRows, BROADCAST_ERRORS, channelRows } from './channel-rows.js';
import type { Check } from './check.js';
import { CREDENTIAL_CHECKS } from './credential-checks.js';
import {
  clip,
  DUPLICATE_HEADERS,
  EXPIRATION,
  IDLE_TIMEOUT,
  postOnly,
  PRIORITY,
  SHUTTING_DOWN,
} from './header-checks.js';
import type { RequestFacts } from './request-facts.js';

const appOf = ({ headers }: RequestFacts) => broadcastAppOf(headers.path);

/**
 * What `POST /4/broadcasts/apps/<bundle ID>` is judged by, in this order. Apple says that the credential comes
 * first, then the channel; the rest is our choice.
 */
export const BROADCAST_CHECKS: readonly Check[] = [
  postOnly(BROADCAST_ERRORS),
  {
    id: 'path',
    stage: 'request',
    status: 404,
    reason: 'BadPath',
    source: BROADCAST_ERRORS,
    confidence: 'documented',
    objects: (request) =>
      appOf(request) === null
        ? {
            en: `The path “${clip(request.headers.path)}” is not /4/broadcasts/apps/<bundle ID>.`,
            zh: `路径“${clip(request.headers.path)}”不是 /4/broadcasts/apps/<Bundle ID>。`,
          }
        : null,
  },
  DUPLICATE_HEADERS,
  SHUTTING_DOWN,
  IDLE_TIMEOUT,
  ...CREDENTIAL_CHECKS,
  ...appRows(appOf),
  ...channelRows(appOf, () => true),
  {
    id: 'push-type-missing',
    stage: 'values',
    status: 400,
    reason: 'MissingPushType',
    source: BROADCAST_ERRORS,
    confidence: 'documented',
    objects: ({ headers: { pushType } }) =>
      pushType === undefined || pushType === ''
        ? { en: 'There is no apns-push-type.', zh: '没有 apns-push-type。' }
        : null,
  },
  {
    id: 'push-type',
    stage: 'values',
    status: 400,
    reason: 'InvalidPushType',
    source: `${BROADCAST_ERRORS}; Apple's pages differ in its capitals, so they do not count`,
    confidence: 'documented',
    objects: ({ headers: { pushType } }) =>
      pushType === undefined || pushType.toLowerCase() === 'liveactivity'
        ? null
        : {
            en: `apns-push-type is “${clip(pushType)}”; a broadcast takes only liveactivity.`,
            zh: `apns-push-type 是“${clip(pushType)}”；广播只接受 liveactivity。`,
          },
  },
  EXPIRATION,
  {
    id: 'expiration-without-storage',
    stage: 'values',
    status: 400,
    reason: 'BadExpirationDate',
    source: BROADCAST_ERRORS,
    confidence: 'documented',
    objects: (request, world) => {
      const bundleId = appOf(request);
      const { channelId, expiration } = request.headers;
      if (bundleId === null || channelId === undefined || expiration === undefined) return null;
      const stores = world.findChannel(bundleId, channelId)?.storagePolicy === 1;
      return stores || Number(expiration) === 0
        ? null
        : {
            en: 'The channel stores no messages (policy 0), so apns-expiration must be 0.',
            zh: '该频道不存储消息（策略 0），因此 apns-expiration 必须为 0。',
          };
    },
  },
  PRIORITY,
  {
    id: 'payload-empty',
    stage: 'values',
    status: 400,
    reason: 'PayloadEmpty',
    source: BROADCAST_ERRORS,
    confidence: 'documented',
    objects: ({ bodyBytes }) =>
      bodyBytes > 0 ? null : { en: 'The request has no body.', zh: '请求没有正文。' },
  },
  {
    id: 'payload-size',
    stage: 'values',
    status: 413,
    reason: 'PayloadTooLarge',
    source: 'Sending broadcast push notification requests to APNs',
    confidence: 'documented',
    objects: ({ bodyBytes }) =>
      bodyBytes <= LARGE_PAYLOAD_LIMIT_BYTES
        ? null
        : {
            en: `The payload has ${bodyBytes} bytes; the limit is ${LARGE_PAYLOAD_LIMIT_BYTES}.`,
            zh: `载荷为 ${bodyBytes} 字节，上限为 ${LARGE_PAYLOAD_LIMIT_BYTES} 字节。`,
          },
  },
  {
    id: 'payload-form',
    stage: 'values',
    status: 400,
    reason: 'BadRequestPayload',
    source: `${BROADCAST_ERRORS}; that it covers the notification itself is our choice`,
    confidence: 'ours',
    objects: ({ body }) =>
      parseJsonRecord(body) === null
        ? { en: 'The payload is not a JSON object.', zh: '载荷不是 JSON 对象。' }
        : null,
  },
];
