import { valueOf } from '../payload/json-tree.js';
import { AMAZON_SNS } from './amazon-sns.js';
import { EXPO } from './expo.js';
import { FIREBASE } from './firebase.js';
import type { MessageService, MessageSource, TakenMessage } from './foreign-message.js';
import { othersThan, sliceOf } from './json-parts.js';
import { ONESIGNAL } from './onesignal.js';
import { inApplesSpelling } from './spelling.js';

/** A publish body that holds the payload for each platform beside the other ones, as Pusher Beams and others have it. */
const PLATFORMS: MessageService = {
  id: 'platforms',
  name: { en: 'a message for several platforms', zh: '面向多个平台的消息' },
  read: (source) => {
    const apns = valueOf(source.root, 'apns') ?? valueOf(source.root, 'ios');
    if (apns?.type !== 'object' || valueOf(apns, 'aps')?.type !== 'object') return null;
    return {
      payload: sliceOf(source, apns),
      headers: [],
      leftOut: othersThan(source.root, ['apns', 'ios']),
      notes: [],
    };
  },
};

/** In the order in which they are asked; the first that knows a message reads it. */
const MESSAGE_SERVICES: readonly MessageService[] = [FIREBASE, AMAZON_SNS, PLATFORMS, ONESIGNAL, EXPO];

/** A message of another service with what of it is a push; `null` for any other object, such as a payload. */
export function messageIn(
  source: MessageSource,
): { readonly service: MessageService; readonly taken: TakenMessage } | null {
  for (const service of MESSAGE_SERVICES) {
    const taken = service.read(source);
    if (taken !== null) return { service, taken: { ...taken, payload: inApplesSpelling(taken.payload) } };
  }
  return null;
}
