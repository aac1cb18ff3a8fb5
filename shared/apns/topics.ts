import { isPushType, PUSH_TYPE_RULES, PUSH_TYPES, type PushType } from './push-types.js';
import { bundleIdOf, isSpecialTopic } from './topic.js';

export interface TopicParts {
  readonly bundleId: string;
  /** Including its dot; empty without a known suffix. */
  readonly suffix: string;
  /** The push types that use this suffix. */
  readonly types: readonly PushType[];
}

/** Splits a topic: `com.example.app.voip` → `com.example.app` + `.voip`. */
export function splitTopic(topic: string): TopicParts {
  const bundleId = isSpecialTopic(topic) ? topic : bundleIdOf(topic);
  const suffix = topic.slice(bundleId.length);
  return {
    bundleId,
    suffix,
    types: PUSH_TYPES.filter((type) => PUSH_TYPE_RULES[type].topicSuffix === suffix),
  };
}

/**
 * Returns the topic that a push type requires, derived from any topic of the same app. `null` if the type is unknown or
 * the topic is not based on a bundle ID (MDM, Wallet passes, websites).
 */
export function topicForType(topic: string, pushType: string): string | null {
  if (!isPushType(pushType) || pushType === 'mdm' || isSpecialTopic(topic)) return null;
  return splitTopic(topic).bundleId + PUSH_TYPE_RULES[pushType].topicSuffix;
}

/** Returns the characters that are invalid in a topic, typically a copied `<…>` or a space. */
export function strayTopicCharacters(topic: string): readonly string[] {
  return [...new Set(topic.match(/[^A-Za-z0-9.-]/gu) ?? [])];
}

/**
 * Whether two topics look like build flavours of one app: bundle IDs that differ only in letter case or a trailing
 * part.
 */
export function areRelatedTopics(topic: string, other: string): boolean {
  const [a, b] = [splitTopic(topic).bundleId.toLowerCase(), splitTopic(other).bundleId.toLowerCase()];
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}
