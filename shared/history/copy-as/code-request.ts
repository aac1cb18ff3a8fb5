import { originsOf } from '../../apns/environment.js';
import type { Delivery, HeaderField, Push } from '../../apns/push.js';
import { buildPushRequest, redactHeaders } from '../../apns/request-headers.js';
import { REDACTED } from '../../apns/secret-headers.js';
import type { CredentialSummary } from '../../credentials/inspection.js';
import { type CredentialReference, referenceTo } from '../../workspace/preset.js';

/** What is to be written as code. */
export interface CopySource {
  readonly push: Push;
  /** What proves the sender, by its public name; `null` when nobody knows it any more. */
  readonly credential: CredentialReference | null;
  /** By what the command line finds the kept credential; absent when it is not kept here any more. */
  readonly credentialName?: string;
  /** `https://host:port`, where it is known; needed for the simulator, whose port changes. */
  readonly origin?: string;
}

/** A push as any HTTP/2 client would send it. Holds no secret: where one is needed, code names a file. */
export interface CodeRequest {
  /** Without the port where it is 443. */
  readonly origin: string;
  readonly path: string;
  readonly headers: readonly HeaderField[];
  readonly payload: string;
  readonly auth:
    | { readonly kind: 'apns-key'; readonly keyId: string; readonly teamId: string; readonly keyFile: string }
    | { readonly kind: 'identity'; readonly certificateFile: string; readonly keyFile: string }
    | { readonly kind: 'none' };
  /** A file with the authority to trust, for servers that are not Apple's. */
  readonly caFile: string | null;
}

const CERTIFICATE_FILE = 'certificate.pem';
const KEY_FILE = 'key.pem';
const CA_FILE = 'ca.pem';
const UNKNOWN_KEY_ID = 'KEY_ID';
const UNKNOWN_TEAM_ID = 'TEAM_ID';
/** Where a simulator listens when nobody says otherwise; its port changes with every start. */
const SIMULATOR_ORIGIN = 'https://127.0.0.1:2197';

/**
 * The delivery as something to write as code.
 *
 * @param credential - The one that it was sent with, `undefined` when it is gone.
 */
export function copySourceOf(delivery: Delivery, credential: CredentialSummary | undefined): CopySource {
  const { push, request } = delivery;
  if (credential === undefined) return { push, credential: null, origin: request.origin };
  return {
    push,
    credential: referenceTo(credential),
    // A credential that is kept may have been given the name of a sample.
    credentialName: credential.sample ? credential.id : credential.name,
    origin: request.origin,
  };
}

/** @throws AppError as `buildPushRequest` for a push that cannot be sent at all. */
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
