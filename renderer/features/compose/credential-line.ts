import { describeExpiry } from '#shared/credentials/expiry';
import type { CredentialSummary } from '#shared/credentials/inspection';
import type { LocalizedText } from '#shared/text/localized-text';

/** A credential summarised in one line. Its texts are chosen where it is rendered. */
export interface CredentialLine {
  readonly kind: CredentialSummary['kind'];
  /** The key ID and team of an APNs key, or the bundle ID of a certificate. */
  readonly identity: readonly string[];
  readonly environments: 'both' | 'sandbox' | 'production' | 'unknown';
  /** How long it is valid; `null` for a credential that never expires. */
  readonly expiry: LocalizedText | null;
  readonly canSend: boolean;
}

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
        : [leaf?.userId ?? leaf?.topics[0]?.topic ?? leaf?.commonName].filter(
            (name) => typeof name === 'string',
          ),
    environments:
      credential.kind === 'apns-key' || environments.length === 2 ? 'both' : (environments[0] ?? 'unknown'),
    expiry:
      leaf === undefined
        ? null
        : describeExpiry(Date.parse(leaf.notBefore), Date.parse(leaf.notAfter), nowMs),
    canSend: credential.kind === 'identity' || credential.kind === 'apns-key',
  };
}
