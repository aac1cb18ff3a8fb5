import { omitUndefined } from '../omit-undefined.js';
import { valueOf } from '../payload/json-tree.js';
import type { MessageService } from './foreign-message.js';
import {
  headersOf,
  othersThan,
  printed,
  recordAt,
  recordOf,
  textAt,
  translationAt,
  valueAt,
} from './json-parts.js';

/** https://documentation.onesignal.com/reference/push-notification */
export const ONESIGNAL: MessageService = {
  id: 'onesignal',
  name: { en: 'a message for OneSignal', zh: 'OneSignal 的消息' },
  read: ({ root }) => {
    if (valueOf(root, 'contents') === undefined || valueOf(root, 'aps') !== undefined) return null;
    const flag = (key: string): 1 | undefined => (valueAt(root, key) === true ? 1 : undefined);
    const aps = recordOf({
      alert: recordOf({
        title: translationAt(root, 'headings'),
        subtitle: translationAt(root, 'subtitle'),
        body: translationAt(root, 'contents'),
      }),
      badge: valueAt(root, 'ios_badgeType') === 'SetTo' ? valueAt(root, 'ios_badgeCount') : undefined,
      sound: textAt(root, 'ios_sound'),
      category: textAt(root, 'ios_category'),
      'thread-id': textAt(root, 'thread_id'),
      'interruption-level': textAt(root, 'ios_interruption_level')?.replaceAll('_', '-'),
      'relevance-score': valueAt(root, 'ios_relevance_score'),
      'content-available': flag('content_available'),
      'mutable-content': flag('mutable_content'),
    });
    const tokens = valueOf(root, 'include_ios_tokens');
    const token =
      tokens?.type === 'array' && tokens.items[0]?.type === 'string' ? tokens.items[0].value : undefined;
    return {
      payload: printed({ aps: aps ?? {}, ...recordAt(root, 'data') }),
      headers: headersOf({
        'apns-collapse-id': textAt(root, 'collapse_id'),
        'apns-push-type': textAt(root, 'apns_push_type_override'),
        'apns-priority': valueAt(root, 'priority'),
      }),
      ...omitUndefined({ token }),
      leftOut: othersThan(root, [
        ...[
          'contents',
          'headings',
          'subtitle',
          'data',
          'ios_badgeType',
          'ios_badgeCount',
          'ios_sound',
          'ios_category',
        ],
        ...[
          'thread_id',
          'ios_interruption_level',
          'ios_relevance_score',
          'content_available',
          'mutable_content',
        ],
        ...['collapse_id', 'apns_push_type_override', 'priority', 'include_ios_tokens'],
      ]),
      notes: [],
    };
  },
};
