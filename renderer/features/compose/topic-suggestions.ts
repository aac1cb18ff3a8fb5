import { bundleIdOf, completeTopic } from '#shared/apns/topic';
import type { CredentialSummary } from '#shared/credentials/inspection';

/** Suggested topics for this credential and push type, most likely first, without duplicates. */
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
