import { type Environment, ENVIRONMENT_KINDS } from '#shared/apns/push';

/** The app whose channels are shown, where, and as whom. */
export interface Scope {
  readonly environment: Environment;
  readonly credentialId: string | null;
  /** The bundle ID without a suffix; empty while none was named. */
  readonly bundleId: string;
}

/** For what this window kept of an earlier visit. */
export function isScope(value: unknown): value is Scope {
  if (typeof value !== 'object' || value === null) return false;
  const { environment, credentialId, bundleId } = value as Partial<Record<keyof Scope, unknown>>;
  return (
    isEnvironment(environment) &&
    (credentialId === null || typeof credentialId === 'string') &&
    typeof bundleId === 'string'
  );
}

function isEnvironment(value: unknown): value is Environment {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, url } = value as { readonly kind?: unknown; readonly url?: unknown };
  return ENVIRONMENT_KINDS.some((known) => known === kind) && (kind !== 'custom' || typeof url === 'string');
}

/** The same text for the same place: channels of one never stand on the screen of another. */
export function scopeKey({ environment, credentialId, bundleId }: Scope): string {
  return JSON.stringify([environment, credentialId, bundleId]);
}
