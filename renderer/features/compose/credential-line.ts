import type { CredentialSummary } from '#shared/credentials/inspection';

/** What one line says of a credential. The words are chosen where it is drawn. */
export interface CredentialLine {
  readonly kind: CredentialSummary['kind'];
  /** Key ID and team of an APNs key, bundle ID of a certificate. */
  readonly identity: readonly string[];
  readonly environments: 'both' | 'sandbox' | 'production' | 'unknown';
  /** Whole days until it expires, negative once it has; `null` for what never does. */
  readonly daysLeft: number | null;
  readonly canSend: boolean;
}

const DAY_MS = 86_400_000;

/** @param nowMs - Unix time in milliseconds. */
export function credentialLineOf(credential: CredentialSummary, nowMs: number): CredentialLine {
  const { inspection } = credential;
  const leaf = inspection.certificates[0];
  const environments = leaf?.environments ?? [];
  return {
    kind: credential.kind,
    identity:
      credential.kind === 'apns-key'
        ? [inspection.keyId, credential.teamId].filter((id) => id !== null)
        : [leaf?.userId ?? leaf?.topics[0]?.topic ?? leaf?.commonName].filter((name) => name !== undefined),
    environments:
      credential.kind === 'apns-key' || environments.length === 2 ? 'both' : (environments[0] ?? 'unknown'),
    daysLeft: leaf === undefined ? null : Math.floor((Date.parse(leaf.notAfter) - nowMs) / DAY_MS),
    canSend: credential.kind === 'identity' || credential.kind === 'apns-key',
  };
}
