import { ANY_TOPIC, defaultCredential, environmentKeyOf } from '#shared/credentials/defaults';
import type { CredentialSummary } from '#shared/credentials/inspection';
import type { CustomServer } from '#shared/settings';
import type { ComposeDocument } from '../../state/compose-document.js';

/**
 * A change of environment or topic, with the credential that is the default for what it leads to. A topic
 * that is being typed does not bring in the default for any topic: it would undo the user's choice at each key.
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
