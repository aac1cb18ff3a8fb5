import { isJsonRecord, type JsonRecord, parseJsonRecord } from '../text/json-record.js';
import { PUSH_TYPE_RULES, PUSH_TYPES, type PushType } from './push-types.js';

/** Topics that are not bundle IDs and never take a suffix. */
const SPECIAL_TOPICS: readonly { readonly pattern: RegExp; readonly pushType: PushType }[] = [
  // Wallet passes and orders: a silent nudge to fetch the new version.
  { pattern: /^pass\./, pushType: 'background' },
  { pattern: /^order\./, pushType: 'background' },
  { pattern: /^web\./, pushType: 'alert' },
  { pattern: /^com\.apple\.mgmt\./, pushType: 'mdm' },
];

/** Longest suffix first, so that a more specific one wins. */
const SUFFIXES = PUSH_TYPES.map((pushType) => ({ pushType, suffix: PUSH_TYPE_RULES[pushType].topicSuffix }))
  .filter(({ suffix }) => suffix !== '')
  .sort((a, b) => b.suffix.length - a.suffix.length);

/** Whether a topic is for Wallet, a website or MDM, and thus takes no suffix. */
export function isSpecialTopic(topic: string): boolean {
  return SPECIAL_TOPICS.some(({ pattern }) => pattern.test(topic));
}

/** Returns the push type implied by a topic's suffix or special form; `null` for a plain bundle ID. */
export function pushTypeOfTopic(topic: string): PushType | null {
  const special = SPECIAL_TOPICS.find(({ pattern }) => pattern.test(topic));
  if (special) return special.pushType;
  return SUFFIXES.find(({ suffix }) => topic.endsWith(suffix))?.pushType ?? null;
}

/** Returns the bundle ID of a topic: the topic without the suffix of its push type. */
export function bundleIdOf(topic: string): string {
  const found = SUFFIXES.find(({ suffix }) => topic.endsWith(suffix));
  return found ? topic.slice(0, -found.suffix.length) : topic;
}

/**
 * Adds the suffix that the push type requires, if it is missing. Special topics and topics that already have a suffix,
 * even that of another type, are unchanged: those are up to the linter and APNs.
 *
 * @returns The topic, and the suffix that was added or `null`.
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export function completeTopic(
  topic: string,
  pushType: string,
): { readonly topic: string; readonly added: string | null } {
  const suffix = PUSH_TYPES.find((type) => type === pushType);
  const wanted = suffix === undefined ? '' : PUSH_TYPE_RULES[suffix].topicSuffix;
  if (wanted === '' || topic === '' || pushTypeOfTopic(topic) !== null) return { topic, added: null };
  return { topic: topic + wanted, added: wanted };
}

/** Payload features that imply a push type, most specific first. */
const PAYLOAD_MARKS: readonly {
  readonly pushType: PushType;
  readonly fits: (payload: JsonRecord, aps: JsonRecord) => boolean;
}[] = [
  { pushType: 'mdm', fits: (payload) => 'mdm' in payload },
  { pushType: 'liveactivity', fits: (_, aps) => 'content-state' in aps || 'attributes-type' in aps },
  { pushType: 'widgets', fits: (_, aps) => 'content-changed' in aps },
  {
    pushType: 'background',
    fits: (_, aps) =>
      aps['content-available'] === 1 && !('alert' in aps) && !('badge' in aps) && !('sound' in aps),
  },
  {
    pushType: 'fileprovider',
    fits: (payload, aps) => 'container-identifier' in payload && Object.keys(aps).length === 0,
  },
];

/**
 * The default push type: implied by the topic's suffix, else by the payload, else `alert`.
 *
 * @param payload - The body as text; anything but a JSON object implies no type.
 */
export function defaultPushType(payload: string, topic: string | undefined): PushType {
  const byTopic = topic === undefined ? null : pushTypeOfTopic(topic);
  if (byTopic !== null) return byTopic;
  const root = parseJsonRecord(payload) ?? {};
  const aps = isJsonRecord(root['aps']) ? root['aps'] : {};
  return PAYLOAD_MARKS.find(({ fits }) => fits(root, aps))?.pushType ?? 'alert';
}

/** The default priority. Apple documents 10 as an error for `background`. */
export function defaultPriority(pushType: string): 1 | 5 | 10 {
  const type = PUSH_TYPES.find((known) => known === pushType);
  return (type === undefined ? undefined : PUSH_TYPE_RULES[type].priorities[0]) ?? 10;
}
