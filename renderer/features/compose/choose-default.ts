import { ANY_TOPIC, defaultCredential, environmentKeyOf } from '#shared/credentials/defaults';
import type { CredentialSummary } from '#shared/credentials/inspection';
import type { CustomServer } from '#shared/settings';
import type { ComposeDocument } from '../../state/compose-document.js';

/**
 * Adds the default credential to a change of environment or topic. While a topic is being typed the default for any
 * topic is not applied: it would undo the user's choice on every key.
 */
export function withDefaultCredential(
  before: Pick<ComposeDocument, 'environment' | 'topic'>,
  change: Partial<Pick<ComposeDocument, 'environment' | 'topic'>>,
  kept: { readonly credentials: readonly CredentialSummary[]; readonly servers: readonly CustomServer[] },
): Partial<ComposeDocument> {
  const { environment, topic } = { ...before, ...change };
  const key = environmentKeyOf(environment, kept.servers);
  const chosen = defaultCredential(kept.credentials, key, topic);
  if (chosen === null) return change;
  const generally = defaultCredential(kept.credentials, key, ANY_TOPIC);
  if (change.environment === undefined && chosen === generally) return change;
  return { ...change, credentialId: chosen.id };
}
