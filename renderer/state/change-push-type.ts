import { isPushType, PUSH_TYPE_RULES } from '#shared/apns/push-types';
import { bundleIdOf, isSpecialTopic } from '#shared/apns/topic';

/**
 * The topic that goes with a newly chosen push type: a suffix that fitted the old type is exchanged. A topic
 * that did not fit was written that way on purpose and stays.
 */
export function topicAfterTypeChange(topic: string, before: string, after: string): string {
  if (topic === '' || isSpecialTopic(topic)) return topic;
  const bundleId = bundleIdOf(topic);
  return bundleId + suffixOf(before) === topic ? bundleId + suffixOf(after) : topic;
}

function suffixOf(pushType: string): string {
  return isPushType(pushType) ? PUSH_TYPE_RULES[pushType].topicSuffix : '';
}
