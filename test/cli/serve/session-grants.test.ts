import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { proofText } from '#shared/contract/host-session';
import { createSessionGrants, type SessionGrants } from '../../../cli/serve/session-grants.js';

const MASTER = Buffer.alloc(32, 7);
let elapsed: number;
let revoked: string[];
const clock = { ...systemClock, now: () => 0, elapsed: () => elapsed };
const doors = (port = 8123, masterKey = MASTER): SessionGrants =>
  createSessionGrants({
    runToken: 'run',
    masterKey,
    port: () => port,
    clock,
    random: systemRandomness,
    onRevoked: (token) => revoked.push(token),
  });
beforeEach(() => {
  elapsed = 0;
  revoked = [];
});

const returnKeyOf = (host: SessionGrants): string => {
  const session = host.answer({ token: 'run' });
  if (session === null || !('returnKey' in session)) throw new Error('not let in');
  return session.returnKey;
};
const sign = (key: string, by: 'host' | 'page', page: string, host: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(proofText(by, { page, host }))
    .digest('base64url');
/** A page with this key comes back to this host. */
const comeBack = (
  host: SessionGrants,
  key: string,
): { isHost: boolean; session: unknown; again: unknown } => {
  const claim = host.answer({ pageNonce: 'page' });
  if (claim === null || !('hostNonce' in claim)) throw new Error('no answer');
  const request = {
    pageNonce: 'page',
    hostNonce: claim.hostNonce,
    proof: sign(key, 'page', 'page', claim.hostNonce),
  };
  return {
    isHost: claim.proof === sign(key, 'host', 'page', claim.hostNonce),
    session: host.answer(request),
    again: host.answer(request),
  };
};

describe('a tab of an earlier run', () => {
  it('and its host know each other, and a proof is good once', () => {
    const { isHost, session, again } = comeBack(doors(), returnKeyOf(doors()));
    expect(isHost).toBe(true);
    expect(session).toMatchObject({ returnKey: returnKeyOf(doors()) });
    expect(again).toBeNull();
  });

  it.each([
    { name: 'on another port', host: () => doors(8124) },
    { name: 'with another key', host: () => doors(8123, Buffer.alloc(32, 8)) },
  ])('is not let in by a host $name, which cannot prove itself either', ({ host }) => {
    expect(comeBack(host(), returnKeyOf(doors()))).toEqual({ isHost: false, session: null, again: null });
  });

  it('cannot send back the proof of the host', () => {
    const host = doors();
    const claim = host.answer({ pageNonce: 'page' });
    if (claim === null || !('hostNonce' in claim)) throw new Error('no answer');
    expect(host.answer({ pageNonce: 'page', hostNonce: claim.hostNonce, proof: claim.proof })).toBeNull();
  });

  it('must answer within half a minute', () => {
    const host = doors();
    const key = returnKeyOf(host);
    const claim = host.answer({ pageNonce: 'page' });
    if (claim === null || !('hostNonce' in claim)) throw new Error('no answer');
    elapsed = 30_001;
    const proof = sign(key, 'page', 'page', claim.hostNonce);
    expect(host.answer({ pageNonce: 'page', hostNonce: claim.hostNonce, proof })).toBeNull();
  });
});

describe('a one-time code', () => {
  it('is good for two minutes, and its late use shuts out nobody', () => {
    const host = doors();
    const code = host.newCode();
    const session = host.answer({ code });
    elapsed = 120_001;
    expect(host.answer({ code })).toBeNull();
    expect(revoked).toEqual([]);
    expect(session !== null && 'token' in session && host.isToken(session.token)).toBe(true);
    const unused = host.newCode();
    elapsed += 120_001;
    expect(host.answer({ code: unused })).toBeNull();
  });
});

it('knows no token but its own', () => {
  expect([
    doors().isToken('run'),
    doors().isToken('other'),
    doors().isToken(''),
    doors().isToken(null),
  ]).toEqual([true, false, false, false]);
});
