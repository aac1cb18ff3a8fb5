import { RawJson, setValue } from '../payload/edit.js';
import { parseJson } from '../payload/json-parser.js';
import { escapePointer, type JsonNode, nodeAt, valueOf } from '../payload/json-tree.js';
import type { MessageService, MessageSource, TakenMessage } from './foreign-message.js';
import { headersOf, keysOf, othersThan, recordAt, recordOf, sliceOf, textAt } from './json-parts.js';

/** How the keys of a notification are called under `aps`, in the legacy protocol. */
const LEGACY_ALERT = {
  title_loc_key: 'title-loc-key',
  title_loc_args: 'title-loc-args',
  body_loc_key: 'loc-key',
  body_loc_args: 'loc-args',
} as const;

/**
 * Firebase Cloud Messaging: a whole message of the HTTP v1 API, its `apns` section alone, the objects of the Admin SDKs,
 * and the legacy protocol.
 *
 * @see https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 */
export const FIREBASE: MessageService = {
  id: 'fcm',
  name: { en: 'a message for Firebase Cloud Messaging', zh: 'Firebase Cloud Messaging 的消息' },
  read: (source) => {
    const inner = valueOf(source.root, 'message');
    const message = inner?.type === 'object' ? inner : source.root;
    return isFirebase(message) ? readMessage(source, message) : null;
  },
};

function isFirebase(message: JsonNode): boolean {
  if (valueOf(message, 'aps') !== undefined) return false;
  const apns = valueOf(message, 'apns');
  if (valueOf(apns, 'payload')?.type === 'object' || valueOf(apns, 'headers')?.type === 'object') return true;
  if (valueOf(message, 'registration_ids')?.type === 'array') return true;
  return valueOf(message, 'notification')?.type === 'object';
}

function readMessage(source: MessageSource, message: JsonNode): TakenMessage {
  const apns = valueOf(message, 'apns');
  const activityToken = textAt(apns, 'live_activity_token');
  const leftOut = [
    ...othersThan(message, [
      'apns',
      'notification',
      'data',
      'content_available',
      'mutable_content',
      'collapse_key',
    ]),
    ...othersThan(apns, ['headers', 'payload', 'live_activity_token']).map((key) => `apns.${key}`),
  ];
  return {
    payload: payloadOf(source, message, valueOf(apns, 'payload')),
    headers: headersOf({
      ...(valueOf(apns, 'headers') === undefined && { 'apns-collapse-id': textAt(message, 'collapse_key') }),
      ...recordAt(apns, 'headers'),
    }),
    ...(activityToken !== undefined && { token: activityToken }),
    leftOut,
    notes: keysOf(message).some((key) => ['token', 'tokens', 'to', 'registration_ids'].includes(key))
      ? [
          {
            en: 'Its token is one of Firebase’s, which APNs does not know: choose a device.',
            zh: '其中的令牌属于 Firebase，APNs 无法识别，请另选设备。',
          },
        ]
      : [],
  };
}

/** Firebase puts the notification's texts and the data of a message into the payload where that has none of its own. */
function payloadOf(source: MessageSource, message: JsonNode, own: JsonNode | undefined): string {
  let payload = own?.type === 'object' ? sliceOf(source, own) : '{}';
  const { root } = parseJson(payload);
  const notification = valueOf(message, 'notification');
  if (notification?.type === 'object' && nodeAt(root, '/aps/alert') === undefined) {
    const aps = apsOfNotification(notification);
    for (const [key, value] of Object.entries(aps ?? {})) {
      if (nodeAt(root, `/aps/${escapePointer(key)}`) === undefined)
        payload = set(payload, `/aps/${escapePointer(key)}`, value);
    }
  }
  for (const flag of ['content_available', 'mutable_content']) {
    const node = valueOf(message, flag);
    if (node?.type === 'boolean' && node.value) payload = set(payload, `/aps/${flag.replace('_', '-')}`, 1);
  }
  const data = valueOf(message, 'data');
  if (data?.type === 'object') {
    for (const { key, value } of data.members) {
      const pointer = `/${escapePointer(key.value)}`;
      if (nodeAt(root, pointer) === undefined)
        payload = set(payload, pointer, new RawJson(sliceOf(source, value)));
    }
  }
  return payload;
}

function apsOfNotification(notification: JsonNode): ReturnType<typeof recordOf> {
  const legacy = Object.entries(LEGACY_ALERT).map(([key, apple]) => {
    const value = textAt(notification, key) ?? undefined;
    return [apple, value?.startsWith('[') === true ? listIn(value) : value] as const;
  });
  const alert = recordOf({
    title: textAt(notification, 'title'),
    subtitle: textAt(notification, 'subtitle'),
    body: textAt(notification, 'body'),
    ...Object.fromEntries(legacy),
  });
  const badge = textAt(notification, 'badge');
  return recordOf({
    alert,
    sound: textAt(notification, 'sound'),
    badge: badge !== undefined && /^\d+$/.test(badge) ? Number(badge) : undefined,
    category: textAt(notification, 'click_action'),
  });
}

/** The legacy protocol writes lists as texts. */
function listIn(text: string): readonly string[] | string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : text;
  } catch {
    return text;
  }
}

function set(payload: string, pointer: string, value: Parameters<typeof setValue>[2]): string {
  return setValue(payload, pointer, value) ?? payload;
}
