import { originsOf } from '../../apns/environment.js';
import type { Delivery, HeaderField, Push } from '../../apns/push.js';
import { buildPushRequest, redactHeaders } from '../../apns/request-headers.js';
import { REDACTED } from '../../apns/secret-headers.js';
import type { CredentialSummary } from '../../credentials/inspection.js';
import { type CredentialReference, referenceTo } from '../../workspace/preset.js';

/** A push to be written as code. */
export interface CopySource {
  readonly push: Push;
  /** Public reference to the credential; `null` if it is no longer known. */
  readonly credential: CredentialReference | null;
  /** How the command line refers to the stored credential; absent if it is no longer stored. */
  readonly credentialName?: string;
  /** `https://host:port` if known; needed for the simulator, whose port changes. */
  readonly origin?: string;
}

/** A push as any HTTP/2 client would send it. Contains no secrets: code refers to files instead. */
export interface CodeRequest {
  /** Without the default port 443. */
  readonly origin: string;
  readonly path: string;
  readonly headers: readonly HeaderField[];
  readonly payload: string;
  readonly auth:
    | { readonly kind: 'apns-key'; readonly keyId: string; readonly teamId: string; readonly keyFile: string }
    | { readonly kind: 'identity'; readonly certificateFile: string; readonly keyFile: string }
    | { readonly kind: 'none' };
  /** File with the certificate authority, for servers other than Apple's. */
  readonly caFile: string | null;
}

const CERTIFICATE_FILE = 'certificate.pem';
const KEY_FILE = 'key.pem';
const CA_FILE = 'ca.pem';
const UNKNOWN_KEY_ID = 'KEY_ID';
const UNKNOWN_TEAM_ID = 'TEAM_ID';
/** Placeholder for the simulator, whose port changes with every start. */
const SIMULATOR_ORIGIN = 'https://127.0.0.1:2197';

/**
 * Prepares a delivery to be written as code.
 *
 * @param credential - The credential that it was sent with; `undefined` if it was deleted.
 */
export function copySourceOf(delivery: Delivery, credential: CredentialSummary | undefined): CopySource {
  const { push, request } = delivery;
  if (credential === undefined) return { push, credential: null, origin: request.origin };
  return {
    push,
    credential: referenceTo(credential),
    // A stored credential may have the same name as a sample.
    credentialName: credential.sample ? credential.id : credential.name,
    origin: request.origin,
  };
}

/** @throws AppError as {@link buildPushRequest} does, for a push that cannot be sent at all. */
export function codeRequestOf({ push, credential, origin }: CopySource): CodeRequest {
  const request = buildPushRequest(push);
  const { environment } = push;
  const headers = redactHeaders(request.headers).filter(({ value }) => value !== REDACTED);
  const hasType = headers.some(({ name }) => name === 'content-type');
  return {
    origin: (origin ?? knownOrigin(push)).replace(/:443$/, ''),
    path: request.path,
    headers: hasType ? headers : [...headers, { name: 'content-type', value: 'application/json' }],
    payload: push.payload,
    auth: authOf(push, credential),
    caFile: environment.kind === 'simulator' || environment.kind === 'custom' ? CA_FILE : null,
  };
}

function knownOrigin({ environment }: Push): string {
  return environment.kind === 'simulator' ? SIMULATOR_ORIGIN : originsOf(environment).push;
}

function authOf(push: Push, credential: CredentialReference | null): CodeRequest['auth'] {
  if (push.credentialId === null) return { kind: 'none' };
  if (credential?.kind === 'identity') {
    return { kind: 'identity', certificateFile: CERTIFICATE_FILE, keyFile: KEY_FILE };
  }
  const keyId = credential?.keyId ?? UNKNOWN_KEY_ID;
  return {
    kind: 'apns-key',
    keyId,
    teamId: credential?.teamId ?? UNKNOWN_TEAM_ID,
    keyFile: `AuthKey_${keyId}.p8`,
  };
}
