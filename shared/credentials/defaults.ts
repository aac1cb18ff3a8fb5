import type { Environment } from '../apns/push.js';
import { bundleIdOf } from '../apns/topic.js';
import type { CustomServer } from '../settings.js';
import type { CredentialDefault, CredentialSummary } from './inspection.js';

/** Stands for every topic that has no default of its own. */
export const ANY_TOPIC = '';

/**
 * The name under which defaults are kept for an environment: its kind, or the ID of a custom server.
 *
 * @returns `null` for a server that is not among the settings: nothing can be remembered for it.
 */
export function environmentKeyOf(
  environment: Environment,
  servers: readonly Pick<CustomServer, 'id' | 'url'>[],
): string | null {
  if (environment.kind !== 'custom') return environment.kind;
  return servers.find(({ url }) => url === environment.url)?.id ?? null;
}

/** Whether a credential is the default for exactly this. */
export function isDefaultFor({ defaultFor = [] }: CredentialSummary, wanted: CredentialDefault): boolean {
  return defaultFor.some((one) => isSame(one, wanted));
}

/** What a credential is the default for, once this was added or, where it is there already, taken out. */
export function toggleDefault(
  { defaultFor = [] }: CredentialSummary,
  toggled: CredentialDefault,
): readonly CredentialDefault[] {
  const others = defaultFor.filter((one) => !isSame(one, toggled));
  return others.length === defaultFor.length ? [...others, toggled] : others;
}

/**
 * The credential to offer first: the default for this very topic, else for the app it belongs to, else for
 * any topic of the environment.
 *
 * @param environment - As {@link environmentKeyOf} gives it.
 */
export function defaultCredential(
  credentials: readonly CredentialSummary[],
  environment: string | null,
  topic: string,
): CredentialSummary | null {
  if (environment === null) return null;
  for (const wanted of [topic, bundleIdOf(topic), ANY_TOPIC]) {
    const found = credentials.find((credential) => isDefaultFor(credential, { environment, topic: wanted }));
    if (found !== undefined) return found;
  }
  return null;
}

function isSame(one: CredentialDefault, other: CredentialDefault): boolean {
  return one.environment === other.environment && one.topic === other.topic;
}
