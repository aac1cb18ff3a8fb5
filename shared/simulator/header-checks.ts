import { COLLAPSE_ID_LIMIT_BYTES, isPushType } from '../apns/push-types.js';
import type { Check } from './check.js';

const SENDING = 'Sending notification requests to APNs';

export const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @param source - The page that lists the reason for this API. */
export function postOnly(source: string): Check {
  return {
    id: 'method',
    stage: 'request',
    status: 405,
    reason: 'MethodNotAllowed',
    source,
    confidence: 'documented',
    objects: ({ headers: { method } }) =>
      method === 'POST'
        ? null
        : { en: `The method is ${method}, not POST.`, zh: `请求方法是 ${method}，而不是 POST。` },
  };
}

export const DUPLICATE_HEADERS: Check = {
  id: 'duplicate-headers',
  stage: 'request',
  status: 400,
  reason: 'DuplicateHeaders',
  source: 'Handling notification responses from APNs; that every header counts is our choice',
  confidence: 'documented',
  objects: ({ headers: { repeated } }) =>
    repeated === undefined
      ? null
      : { en: `The header ${repeated} came more than once.`, zh: `标头 ${repeated} 出现了不止一次。` },
};

export const IDLE_TIMEOUT: Check = {
  id: 'request-idle',
  stage: 'request',
  status: 400,
  reason: 'IdleTimeout',
  source: 'Handling notification responses from APNs; the time is our choice',
  confidence: 'ours',
  objects: ({ timedOut }) =>
    timedOut ? { en: 'The body did not arrive in time.', zh: '请求正文未能及时到达。' } : null,
};

export const SHUTTING_DOWN: Check = {
  id: 'shutting-down',
  stage: 'request',
  status: 503,
  reason: 'Shutdown',
  source: 'Handling notification responses from APNs',
  confidence: 'documented',
  objects: (_, { shuttingDown }) =>
    shuttingDown ? { en: 'The simulator is being stopped.', zh: '模拟器正在停止。' } : null,
};

export const EXPIRATION: Check = {
  id: 'expiration',
  stage: 'values',
  status: 400,
  reason: 'BadExpirationDate',
  source: 'parse-community/parse-server#4558',
  confidence: 'observed',
  objects: ({ headers: { expiration } }) =>
    expiration === undefined || /^\d{1,15}$/.test(expiration)
      ? null
      : {
          en: `apns-expiration “${clip(expiration)}” is not a whole number of seconds since 1970.`,
          zh: `apns-expiration“${clip(expiration)}”不是自 1970 年起的整秒数。`,
        },
};

export const PRIORITY: Check = {
  id: 'priority',
  stage: 'values',
  status: 400,
  reason: 'BadPriority',
  source: SENDING,
  confidence: 'documented',
  objects: ({ headers: { priority } }) =>
    priority === undefined || priority === '10' || priority === '5' || priority === '1'
      ? null
      : {
          en: `apns-priority “${clip(priority)}” is none of 10, 5 and 1.`,
          zh: `apns-priority“${clip(priority)}”不是 10、5 或 1。`,
        },
};

/** The rows for the header values of a device push. */
export const DEVICE_HEADER_CHECKS: readonly Check[] = [
  {
    id: 'message-id',
    stage: 'values',
    status: 400,
    reason: 'BadMessageId',
    source: SENDING,
    confidence: 'documented',
    objects: ({ headers: { id } }) =>
      id === undefined || UUID_FORM.test(id)
        ? null
        : {
            en: `apns-id “${clip(id)}” is not a UUID of the form 8-4-4-4-12.`,
            zh: `apns-id“${clip(id)}”不是 8-4-4-4-12 形式的 UUID。`,
          },
  },
  EXPIRATION,
  PRIORITY,
  {
    id: 'collapse-id',
    stage: 'values',
    status: 400,
    reason: 'BadCollapseId',
    source: SENDING,
    confidence: 'documented',
    // Header values reach us one character per byte.
    objects: ({ headers: { collapseId } }) =>
      collapseId === undefined || collapseId.length <= COLLAPSE_ID_LIMIT_BYTES
        ? null
        : {
            en: `apns-collapse-id has ${collapseId.length} bytes; the limit is ${COLLAPSE_ID_LIMIT_BYTES}.`,
            zh: `apns-collapse-id 有 ${collapseId.length} 字节，上限为 ${COLLAPSE_ID_LIMIT_BYTES} 字节。`,
          },
  },
  {
    id: 'push-type',
    stage: 'values',
    status: 400,
    reason: 'InvalidPushType',
    source: SENDING,
    confidence: 'documented',
    objects: ({ headers: { pushType } }) =>
      pushType === undefined || isPushType(pushType)
        ? null
        : {
            en: `apns-push-type “${clip(pushType)}” is not a push type.`,
            zh: `apns-push-type“${clip(pushType)}”不是有效的推送类型。`,
          },
  },
  {
    id: 'background-priority',
    stage: 'values',
    status: 400,
    reason: 'BadPriority',
    source: `${SENDING}: “specifying 10 is an error”, without a reason`,
    confidence: 'ours',
    objects: ({ headers: { pushType, priority } }, { switches }) =>
      switches.backgroundPriority10 === 'reject' &&
      pushType === 'background' &&
      (priority === undefined || priority === '10')
        ? {
            en: 'A background push must have priority 5.',
            zh: '后台推送的优先级必须为 5。',
          }
        : null,
  },
];

/** Keeps a sentence readable whatever a client sends. */
export function clip(value: string): string {
  return value.length > 80 ? `${value.slice(0, 79)}…` : value;
}
