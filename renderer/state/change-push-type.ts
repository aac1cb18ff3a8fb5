import { isPushType, PUSH_TYPE_RULES } from '#shared/apns/push-types';
import { bundleIdOf, isSpecialTopic } from '#shared/apns/topic';

/**
 * Adapts the topic to a new push type: a suffix that matched the old type is replaced. A topic that did not match was
 * written that way deliberately and stays.
 */
export function topicAfterTypeChange(topic: string, before: string, after: string): string {
  if (topic === '' || isSpecialTopic(topic)) return topic;
  const bundleId = bundleIdOf(topic);
  return bundleId + suffixOf(before) === topic ? bundleId + suffixOf(after) : topic;
}

function suffixOf(pushType: string): string {
  return isPushType(pushType) ? PUSH_TYPE_RULES[pushType].topicSuffix : '';
}
