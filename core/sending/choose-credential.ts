import type { Environment } from '#shared/apns/push';
import { credentialFactsOf } from '#shared/credentials/credential-facts';
import { ANY_TOPIC, defaultCredential, environmentKeyOf } from '#shared/credentials/defaults';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { SAMPLE_CREDENTIAL_IDS } from '#shared/simulator/samples';
import { type CredentialReference, findReferenced } from '#shared/workspace/preset';
import type { CredentialService } from '../credentials/credential-service.js';
import type { SettingsService } from '../settings/settings-service.js';

/** The credential chosen for a push that names none, and why. */
export type CredentialChoice =
  | {
      readonly kind: 'chosen';
      readonly credential: CredentialSummary;
      /** `only`: there is no other. */
      readonly because: 'reference' | 'default' | 'sample' | 'only';
    }
  /** A custom server may not require one. */
  | { readonly kind: 'none' }
  /** Names of the possible credentials; empty when there is none. */
  | { readonly kind: 'undecided'; readonly candidates: readonly string[] };

/**
 * Chooses the referenced credential, else the default for this environment and topic, else the sample credential in
 * the simulator, else the only one.
 */
export async function chooseCredentialFor(
  services: { readonly credentials: CredentialService; readonly settings: SettingsService },
  environment: Environment,
  reference: CredentialReference | null,
  topic: string = ANY_TOPIC,
): Promise<CredentialChoice> {
  const { credentials } = services;
  const kept = await credentials.listStored();
  // The samples cost something to make, so they are looked at last.
  const referred =
    reference === null
      ? undefined
      : (findReferenced(reference, kept) ?? findReferenced(reference, await credentials.list()));
  if (referred !== undefined) return { kind: 'chosen', credential: referred, because: 'reference' };
  const key = environmentKeyOf(environment, services.settings.get().customServers);
  const byDefault = defaultCredential(kept, key, topic);
  if (byDefault !== null) return { kind: 'chosen', credential: byDefault, because: 'default' };
  if (environment.kind === 'simulator') {
    const sample = await credentials.find(SAMPLE_CREDENTIAL_IDS.apnsKey);
    return { kind: 'chosen', credential: sample, because: 'sample' };
  }
  const own = kept.filter((credential) => credentialFactsOf(credential) !== null);
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0) return { kind: 'chosen', credential: only, because: 'only' };
  if (only === undefined && environment.kind === 'custom') return { kind: 'none' };
  return { kind: 'undecided', candidates: own.map(({ name }) => name) };
}
