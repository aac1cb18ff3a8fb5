import { bundleIdOf, completeTopic, isSpecialTopic } from '#shared/apns/topic';
import { PUSH_TYPE_RULES, isPushType } from '#shared/apns/push-types';
import type { CredentialSummary } from '#shared/credentials/inspection';

/** Topics worth offering for this credential and push type, the likeliest first, each once. */
export function suggestTopics(
  credential: CredentialSummary | null,
  sampleTopic: string | null,
  pushType: string,
): readonly string[] {
  const listed = credential?.inspection.certificates[0]?.topics.map(({ topic }) => topic) ?? [];
  const bases = [...new Set(listed.map(bundleIdOf))];
  if (sampleTopic !== null) bases.push(sampleTopic);
  const fitting = bases.map((base) => completeTopic(base, pushType).topic);
  return [...new Set([...fitting, ...listed])];
}

/** The topic the push type wants instead of this one; `null` when it fits as it is. */
export function fittingTopic(topic: string, pushType: string): string | null {
  if (topic === '' || isSpecialTopic(topic) || !isPushType(pushType)) return null;
  const wanted = bundleIdOf(topic) + PUSH_TYPE_RULES[pushType].topicSuffix;
  return wanted === topic ? null : wanted;
}
