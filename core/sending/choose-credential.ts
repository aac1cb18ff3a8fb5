import type { PlanningNote } from '#shared/apns/planning-note';
import type { Environment } from '#shared/apns/push';
import { credentialFactsOf } from '#shared/credentials/credential-facts';
import { ANY_TOPIC, defaultCredential, environmentKeyOf } from '#shared/credentials/defaults';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { AppError } from '#shared/errors';
import { SAMPLE_CREDENTIAL_IDS } from '#shared/simulator/samples';
import { type CredentialReference, findReferenced } from '#shared/workspace/preset';
import type { CredentialService } from '../credentials/credential-service.js';
import type { SettingsService } from '../settings/settings-service.js';

/** The credential chosen for a push that names none, and why. */
export type CredentialChoice = (
  | {
      readonly kind: 'chosen';
      readonly credential: CredentialSummary;
      /** `only`: there is no other. */
      readonly because: 'reference' | 'default' | 'sample' | 'only';
    }
  /** A custom server may not require one. */
  | { readonly kind: 'none' }
  /** Names of the possible credentials; empty when there is none. */
  | { readonly kind: 'undecided'; readonly candidates: readonly string[] }
) & {
  /** The one that was referred to where it is not kept; `null` where it is, or none was. */
  readonly missing: CredentialReference | null;
};

/** A credential that was chosen, and what to say about that. */
export interface ChosenCredential {
  readonly credential: CredentialSummary | null;
  readonly notes: readonly PlanningNote[];
}

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
  if (referred !== undefined) {
    return { kind: 'chosen', credential: referred, because: 'reference', missing: null };
  }
  const missing = reference;
  const key = environmentKeyOf(environment, services.settings.get().customServers);
  const byDefault = defaultCredential(kept, key, topic);
  if (byDefault !== null) return { kind: 'chosen', credential: byDefault, because: 'default', missing };
  if (environment.kind === 'simulator') {
    const sample = await credentials.find(SAMPLE_CREDENTIAL_IDS.apnsKey);
    return { kind: 'chosen', credential: sample, because: 'sample', missing };
  }
  const own = kept.filter((credential) => credentialFactsOf(credential) !== null);
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0) {
    return { kind: 'chosen', credential: only, because: 'only', missing };
  }
  if (only === undefined && environment.kind === 'custom') return { kind: 'none', missing };
  return { kind: 'undecided', candidates: own.map(({ name }) => name), missing };
}

/** What to say about a choice: nothing where it is the one that was referred to. */
export function notesOfChoice(choice: CredentialChoice): readonly PlanningNote[] {
  const missing: PlanningNote[] =
    choice.missing === null ? [] : [{ what: 'credential-missing', text: notStoredText(choice.missing) }];
  const text = textOfChoice(choice);
  return text === null ? missing : [...missing, { what: 'credential', text }];
}

/** The credential that was referred to is not kept, and no other takes its place. */
export function credentialNotStored(reference: CredentialReference): AppError {
  return new AppError('credential-not-found', notStoredText(reference), {
    en: 'Add its file to the credentials, or choose another credential.',
    zh: '请将其文件添加到凭证中，或改用其他凭证。',
  });
}

function notStoredText(reference: CredentialReference): AppError['text'] {
  const isKey = reference.kind === 'apns-key';
  const name = isKey ? reference.keyId : `${reference.sha256.slice(0, 16)}… (SHA-256)`;
  return {
    en: `The ${isKey ? 'APNs key' : 'certificate'} ${name} is not among the credentials.`,
    zh: `此处没有保存${isKey ? ' APNs 密钥' : '证书'} ${name}。`,
  };
}

function textOfChoice(choice: CredentialChoice): PlanningNote['text'] | null {
  if (choice.kind === 'none') return { en: 'Sending without a credential.', zh: '不使用凭证发送。' };
  if (choice.kind === 'undecided') return null;
  const { name } = choice.credential;
  switch (choice.because) {
    case 'reference':
      return null;
    case 'default':
      return { en: `Using the credential “${name}”, the default here.`, zh: `使用此处的默认凭证“${name}”。` };
    case 'sample':
      return { en: 'Using the sample key of the simulator.', zh: '使用模拟器的示例密钥。' };
    case 'only':
      return { en: `Using the credential “${name}”.`, zh: `使用凭证“${name}”。` };
  }
}
