import { type Environment, ENVIRONMENT_KINDS } from '#shared/apns/push';

/** The app whose channels are shown, with the environment and credential of the requests. */
export interface Scope {
  readonly environment: Environment;
  readonly credentialId: string | null;
  /** The bundle ID without a suffix; empty until one is entered. */
  readonly bundleId: string;
}

/** Validates what this window stored on an earlier visit. */
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

/** A key that is equal for equal scopes, so that channels of one scope never appear in another. */
export function scopeKey({ environment, credentialId, bundleId }: Scope): string {
  return JSON.stringify([environment, credentialId, bundleId]);
}
