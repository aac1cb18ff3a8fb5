import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock, Randomness } from '#core/ports/ports';
import type { HostProof, Session, SessionRequest } from '#shared/contract/host-session';
import { deriveKey, signProof } from './host-keys.js';

/** A browser that takes longer to start was closed again. Unit: milliseconds. */
const CODE_LIFE_MS = 120_000;
/** Between question and proof lies one request. Unit: milliseconds. */
const NONCE_LIFE_MS = 30_000;
/** Far more than pages that come back at once. */
const NONCE_LIMIT = 256;
const SECRET_BYTES = 24;

export interface SessionGrantOptions {
  /** Of this run; part of the printed address. */
  readonly runToken: string;
  /** Kept in the data folder. */
  readonly masterKey: Uint8Array;
  /** The port that is listened on: a key is good for one port only. */
  readonly port: () => number;
  readonly clock: Clock;
  readonly random: Randomness;
  /** A code was used twice, so that one of the two is a stranger: the token it gave is void. */
  readonly onRevoked: (token: string) => void;
}

interface OneTimeCode {
  readonly bornAt: number;
  /** The token that it gave, `null` while unused. */
  token: string | null;
}

/** Decides who gets a token, and knows all that are good. No socket, no file. */
export interface SessionGrants {
  readonly isToken: (token: string | null) => boolean;
  /** For an address that other programs may see: good once and for a short time. */
  readonly newCode: () => string;
  /** @returns `null` when access is refused. */
  readonly answer: (request: SessionRequest) => Session | HostProof | null;
}

export function createSessionGrants(options: SessionGrantOptions): SessionGrants {
  const { clock, random } = options;
  // Looked up by hash: how long a comparison takes says nothing about a secret then.
  const tokens = new Set([hashOf(options.runToken)]);
  const codes = new Map<string, OneTimeCode>();
  const nonces = new Map<string, { readonly pageNonce: string; readonly bornAt: number }>();
  const newSecret = (): string => Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
  const returnKey = (): Buffer => deriveKey(options.masterKey, 'return', options.port());
  const sessionOf = (token: string): Session => ({
    token,
    returnKey: returnKey().toString('base64url'),
    sealKey: deriveKey(options.masterKey, 'seal', options.port()).toString('base64url'),
  });
  const newSession = (): Session => {
    const token = newSecret();
    tokens.add(hashOf(token));
    return sessionOf(token);
  };

  const useCode = (given: string): Session | null => {
    const code = codes.get(hashOf(given));
    if (code === undefined || clock.elapsed() - code.bornAt > CODE_LIFE_MS) return null;
    if (code.token !== null) {
      tokens.delete(hashOf(code.token));
      codes.delete(hashOf(given));
      options.onRevoked(code.token);
      return null;
    }
    const session = newSession();
    code.token = session.token;
    return session;
  };
  const proveHost = (pageNonce: string): HostProof => {
    for (const [nonce, { bornAt }] of nonces) {
      if (clock.elapsed() - bornAt > NONCE_LIFE_MS || nonces.size >= NONCE_LIMIT) nonces.delete(nonce);
    }
    const hostNonce = newSecret();
    nonces.set(hostNonce, { pageNonce, bornAt: clock.elapsed() });
    return { hostNonce, proof: signProof(returnKey(), 'host', { page: pageNonce, host: hostNonce }) };
  };
  const letBackIn = (pageNonce: string, hostNonce: string, proof: string): Session | null => {
    const asked = nonces.get(hostNonce);
    nonces.delete(hostNonce);
    if (asked?.pageNonce !== pageNonce) return null;
    if (clock.elapsed() - asked.bornAt > NONCE_LIFE_MS) return null;
    return isSame(proof, signProof(returnKey(), 'page', { page: pageNonce, host: hostNonce }))
      ? newSession()
      : null;
  };
  const isToken = (token: string | null): boolean => token !== null && tokens.has(hashOf(token));

  return {
    isToken,
    newCode: () => {
      const code = newSecret();
      codes.set(hashOf(code), { bornAt: clock.elapsed(), token: null });
      return code;
    },
    answer: (request) => {
      if ('token' in request) return isToken(request.token) ? sessionOf(request.token) : null;
      if ('code' in request) return useCode(request.code);
      if ('proof' in request) return letBackIn(request.pageNonce, request.hostNonce, request.proof);
      return proveHost(request.pageNonce);
    },
  };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}

function isSame(left: string, right: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(left).digest(),
    createHash('sha256').update(right).digest(),
  );
}
