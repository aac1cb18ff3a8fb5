import type { Environment, PushHeaders, Target } from '../apns/push.js';
import type { CredentialSummary } from '../credentials/inspection.js';

/** A credential by what everybody in a team has of it; never the credential itself. */
export type CredentialReference =
  | { readonly kind: 'apns-key'; readonly keyId: string; readonly teamId: string | null }
  /** SHA-256 of the certificate, lower-case hex. */
  | { readonly kind: 'identity'; readonly sha256: string };

export type PresetTarget =
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'channel'; readonly bundleId: string; readonly channelId: string };

/** The headers of a preset. An expiration is relative, because a fixed moment is over soon. */
export interface PresetHeaders extends PushHeaders {
  /** Seconds after sending; `0` = one attempt, never stored. */
  readonly expiresInS?: number;
}

/** A saved push: headers, payload template and default targets. Without secrets. */
export interface Preset {
  readonly name: string;
  readonly description: string;
  /** `null`: whichever is chosen when it is sent. */
  readonly environment: Environment | null;
  readonly credential: CredentialReference | null;
  readonly headers: PresetHeaders;
  readonly targets: readonly PresetTarget[];
  /** Values for the `{{names}}` in the payload. */
  readonly variables: Readonly<Record<string, string>>;
  /** The payload template exactly as written. */
  readonly payload: string;
}

/** A preset with nothing but what it needs. */
export function newPreset(essentials: Pick<Preset, 'name' | 'payload'> & Partial<Preset>): Preset {
  return {
    description: '',
    environment: null,
    credential: null,
    headers: {},
    targets: [],
    variables: {},
    ...essentials,
  };
}

/**
 * The headers as they are sent now.
 *
 * @param nowMs - Unix time in milliseconds.
 */
export function headersOfPreset(headers: PresetHeaders, nowMs: number): PushHeaders {
  const { expiresInS, ...rest } = headers;
  if (expiresInS === undefined) return rest;
  return { ...rest, expiration: expiresInS === 0 ? 0 : Math.floor(nowMs / 1000) + expiresInS };
}

/** How a preset may name this credential; `null` for one that cannot send. */
export function referenceTo(credential: CredentialSummary): CredentialReference | null {
  const { inspection, kind, teamId } = credential;
  if (kind === 'apns-key') {
    return inspection.keyId === null ? null : { kind, keyId: inspection.keyId, teamId };
  }
  const leaf = inspection.certificates[0];
  return kind === 'identity' && leaf !== undefined ? { kind, sha256: leaf.sha256 } : null;
}

/** The credential that a preset names, among those of this machine. */
export function findReferenced(
  reference: CredentialReference,
  credentials: readonly CredentialSummary[],
): CredentialSummary | undefined {
  return credentials.find((credential) => {
    const own = referenceTo(credential);
    if (own === null) return false;
    if (own.kind === 'apns-key') return reference.kind === 'apns-key' && own.keyId === reference.keyId;
    return reference.kind === 'identity' && own.sha256 === reference.sha256;
  });
}

/** A push's target as a preset keeps it: a saved device by its name. */
export function presetTargetOf(target: Target): PresetTarget {
  if (target.kind === 'channel') return target;
  return target.name === undefined
    ? { kind: 'token', token: target.token }
    : { kind: 'device', name: target.name };
}
