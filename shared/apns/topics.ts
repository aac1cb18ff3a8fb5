import { isPushType, PUSH_TYPE_RULES, PUSH_TYPES, type PushType } from './push-types.js';
import { bundleIdOf, isSpecialTopic } from './topic.js';

export interface TopicParts {
  readonly bundleId: string;
  /** With its dot; empty when the topic ends in no suffix that APNs knows. */
  readonly suffix: string;
  /** The push types that use this suffix. */
  readonly types: readonly PushType[];
}

/** Takes a topic apart: `com.example.app.voip` → `com.example.app` + `.voip`. */
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
 * The topic that a push type wants, made from any topic of the same app. `null` when the type is none that
 * APNs knows, or the topic is not made from a bundle ID (MDM, Wallet passes, websites).
 */
export function topicForType(topic: string, pushType: string): string | null {
  if (!isPushType(pushType) || pushType === 'mdm' || isSpecialTopic(topic)) return null;
  return splitTopic(topic).bundleId + PUSH_TYPE_RULES[pushType].topicSuffix;
}

/** Characters that no topic has; a copied `<…>` or a space is the usual mistake. */
export function strayTopicCharacters(topic: string): readonly string[] {
  return [...new Set(topic.match(/[^A-Za-z0-9.-]/gu) ?? [])];
}

/** A bundle ID as its other build flavours spell it: the same but for letter case or a last part. */
export function looksAkin(topic: string, other: string): boolean {
  const [a, b] = [splitTopic(topic).bundleId.toLowerCase(), splitTopic(other).bundleId.toLowerCase()];
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}
