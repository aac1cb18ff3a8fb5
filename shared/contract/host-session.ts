/**
 * How a page gets into the browser host, beside the contract: `POST /session` with one of {@link SessionRequest}.
 * docs/decisions/a-tab-finds-its-host-again.md says why.
 */
export const SESSION_PATH = '/session';

/** The longest request that is read. Unit: bytes. */
export const SESSION_REQUEST_LIMIT = 2048;

/** The parts of the address that let a page in, in its fragment. */
export const ENTRY_KEYS = { token: 'token', code: 'code' } as const;

export type SessionRequest =
  /** The token of this run, from the printed address. */
  | { readonly token: string }
  /** The code of an address that was opened by the host itself. Good once. */
  | { readonly code: string }
  /** A page that was here before asks whether this is the same Pushdeck. */
  | { readonly pageNonce: string }
  /** It is, and the page shows that it is the same, too. */
  | { readonly pageNonce: string; readonly hostNonce: string; readonly proof: string };

/** The answer to a `pageNonce` alone. */
export interface HostProof {
  readonly hostNonce: string;
  readonly proof: string;
}

/** The answer to everything else. */
export interface Session {
  /** For the line. */
  readonly token: string;
  /** Proves to a later run on the same port that this page was let in before. Base64url. */
  readonly returnKey: string;
  /** Seals what the page keeps in its tab. 32 bytes, base64url. Not to be kept there. */
  readonly sealKey: string;
}

/**
 * What either side authenticates with HMAC-SHA-256 under the return key. Both random numbers are in it, so that no
 * answer can be used twice, and whose it is, so that none can be sent back.
 */
export function proofText(
  by: 'host' | 'page',
  nonces: { readonly page: string; readonly host: string },
): string {
  return `pushdeck ${by}\n${nonces.page}\n${nonces.host}`;
}
