import { omitUndefined } from '../omit-undefined.js';
import { valueOf } from '../payload/json-tree.js';
import type { MessageService } from './foreign-message.js';
import { headersOf, othersThan, printed, recordAt, recordOf, textAt, valueAt } from './json-parts.js';

/** https://docs.expo.dev/push-notifications/sending-notifications/#message-request-format */
export const EXPO: MessageService = {
  id: 'expo',
  name: { en: 'a message for Expo’s push service', zh: 'Expo 推送服务的消息' },
  read: ({ root }) => {
    const to = valueOf(root, 'to');
    const first = to?.type === 'array' ? to.items[0] : to;
    if (first?.type !== 'string' || !/^Expo(?:nent)?PushToken\[/.test(first.value)) return null;
    const sound = recordAt(root, 'sound');
    const aps = recordOf({
      alert: recordOf({
        title: textAt(root, 'title'),
        subtitle: textAt(root, 'subtitle'),
        body: textAt(root, 'body'),
      }),
      badge: valueAt(root, 'badge'),
      sound:
        sound === undefined
          ? textAt(root, 'sound')
          : { ...sound, ...(sound['critical'] === true && { critical: 1 }) },
      category: textAt(root, 'categoryId'),
      'interruption-level': textAt(root, 'interruptionLevel'),
      'mutable-content': valueAt(root, 'mutableContent') === true ? 1 : undefined,
      'content-available': valueAt(root, '_contentAvailable') === true ? 1 : undefined,
    });
    const priority = textAt(root, 'priority');
    const data = recordAt(root, 'data');
    return {
      // Expo's server puts the data of a message under "body".
      payload: printed({ aps: aps ?? {}, ...omitUndefined({ body: data }) }),
      headers: headersOf({
        'apns-expiration': valueAt(root, 'expiration'),
        'apns-priority': priority === 'high' ? 10 : priority === 'normal' ? 5 : undefined,
      }),
      leftOut: othersThan(root, [
        ...[
          'title',
          'subtitle',
          'body',
          'badge',
          'sound',
          'categoryId',
          'interruptionLevel',
          'mutableContent',
        ],
        ...['_contentAvailable', 'data', 'expiration', 'priority'],
      ]),
      notes: [
        {
          en: 'Its token is one of Expo’s, which APNs does not know: choose a device.',
          zh: '其中的令牌属于 Expo，APNs 无法识别，请另选设备。',
        },
      ],
    };
  },
};
