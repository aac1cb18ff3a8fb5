import {
  ENTRY_KEYS,
  type HostProof,
  proofText,
  type Session,
  SESSION_PATH,
  type SessionRequest,
} from '#shared/contract/host-session';

const KEY = 'pushdeck.return-key';
const NONCE_BYTES = 24;

/** The part of a window that {@link createHostEntry} needs. */
export interface EntryWindow {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly fetch: typeof fetch;
  readonly crypto: Crypto;
}

/**
 * - `entered`: with the session that the connection needs
 * - `unreachable`: no answer, or not one of Pushdeck: worth retrying
 * - `stranger`: another program answers at this address, or a Pushdeck that does not know this tab
 * - `refused`: this tab was never authorised
 */
type Entry =
  | { readonly kind: 'entered'; readonly session: Session }
  | { readonly kind: 'unreachable' | 'stranger' | 'refused' };

/** Authorises this tab with its host; can be called repeatedly. */
export type HostEntry = () => Promise<Entry>;

/**
 * A tab authenticates once with the secret in its URL. It then stores a key with which it and its host recognise each
 * other after a reload or a restart of the host. The host proves its identity first, so nothing this tab sends is of
 * use to another program that took over the port.
 */
export function createHostEntry(place: EntryWindow): HostEntry {
  const secret = takeSecretFromUrl(place);
  let unused: SessionRequest | null = secret;
  return async () => {
    if (unused !== null) {
      const answer = await post(place, unused);
      if (answer === 'unreachable') return { kind: answer };
      unused = null;
      if (isSession(answer)) return entered(place, answer);
      // A reloaded page may still have the URL with the secret.
    }
    const key = place.sessionStorage.getItem(KEY);
    return key === null ? { kind: 'refused' } : resumeSession(place, key);
  };
}

async function resumeSession(place: EntryWindow, returnKey: string): Promise<Entry> {
  const key = await importKey(place.crypto, returnKey);
  if (key === null) return { kind: 'refused' };
  const page = toBase64Url(place.crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
  const claim = await post(place, { pageNonce: page });
  if (claim === 'unreachable') return { kind: claim };
  if (!isHostProof(claim)) return { kind: 'stranger' };
  const nonces = { page, host: claim.hostNonce };
  const proof = fromBase64Url(claim.proof);
  const isHost =
    proof !== null &&
    (await place.crypto.subtle.verify(
      'HMAC',
      key,
      proof,
      new TextEncoder().encode(proofText('host', nonces)),
    ));
  if (!isHost) return { kind: 'stranger' };
  const signed = await place.crypto.subtle.sign(
    'HMAC',
    key,
    new TextEncoder().encode(proofText('page', nonces)),
  );
  const answer = await post(place, {
    pageNonce: page,
    hostNonce: claim.hostNonce,
    proof: toBase64Url(new Uint8Array(signed)),
  });
  return isSession(answer) ? entered(place, answer) : { kind: 'unreachable' };
}

function entered(place: EntryWindow, session: Session): Entry {
  place.sessionStorage.setItem(KEY, session.returnKey);
  return { kind: 'entered', session };
}

/** Removes the secret from the URL, so that neither the address bar nor the browser's history holds it. */
function takeSecretFromUrl(place: EntryWindow): SessionRequest | null {
  const given = new URLSearchParams(place.location.hash.slice(1));
  const token = given.get(ENTRY_KEYS.token) ?? '';
  const code = given.get(ENTRY_KEYS.code) ?? '';
  if (token === '' && code === '') return null;
  place.history.replaceState(null, '', place.location.pathname + place.location.search);
  return token === '' ? { code } : { token };
}

async function post(place: EntryWindow, request: SessionRequest): Promise<unknown> {
  try {
    const response = await place.fetch(SESSION_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'error',
      cache: 'no-store',
    });
    return response.ok ? ((await response.json()) as unknown) : null;
  } catch {
    return 'unreachable';
  }
}

async function importKey(crypto: Crypto, text: string): Promise<CryptoKey | null> {
  const bytes = fromBase64Url(text);
  if (bytes === null) return null;
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

function isSession(value: unknown): value is Session {
  return hasTexts(value, ['token', 'returnKey', 'sealKey']);
}

function isHostProof(value: unknown): value is HostProof {
  return hasTexts(value, ['hostNonce', 'proof']);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return names.every((name) => typeof fields.get(name) === 'string');
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @returns `null` for text that is not base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
