import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProviderToken } from '#shared/apns/find-provider-token';
import { decodeProviderToken } from '#shared/apns/provider-token';
import { type ProviderTokenContext, providerTokenProblems } from '#shared/apns/provider-token-problems';
import { anyText } from '../../support/any-text.js';

const NOW_S = 1_767_225_600;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = { alg: 'ES256', kid: 'ABC123DEFG' };
const CLAIMS = { iss: 'TEAM123456', iat: NOW_S - 60 };

function tokenOf(header: object = HEADER, claims: object = CLAIMS, signature = Buffer.alloc(64, 1)): string {
  return `${part(header)}.${part(claims)}.${signature.toString('base64url')}`;
}

function codesOf(token: string, context: Partial<ProviderTokenContext> = {}): readonly string[] {
  const decoded = decodeProviderToken(token);
  if (decoded === null) return ['no-token'];
  return providerTokenProblems(decoded, { nowS: NOW_S, signature: 'unchecked', ...context }).map(
    ({ code }) => code,
  );
}

describe('the problems of a provider token', () => {
  it('are none for a good one', () => {
    expect(codesOf(tokenOf(), { signature: 'valid', keyId: 'ABC123DEFG' })).toEqual([]);
    const derSignature = Buffer.concat([Buffer.from([0x30, 0x45]), Buffer.alloc(69, 1)]);
    expect(codesOf(tokenOf(HEADER, CLAIMS, derSignature))).toEqual([]);
  });

  it.each([
    { token: tokenOf({ ...HEADER, alg: 'RS256' }), code: 'wrong-algorithm' },
    { token: tokenOf({ kid: HEADER.kid }), code: 'wrong-algorithm' },
    { token: tokenOf({ alg: 'ES256' }), code: 'key-id-missing' },
    { token: tokenOf({ ...HEADER, kid: 'AuthKey_ABC123DEFG' }), code: 'key-id-malformed' },
    { token: tokenOf(HEADER, { iat: CLAIMS.iat }), code: 'team-id-missing' },
    { token: tokenOf(HEADER, { ...CLAIMS, iss: 'com.example.app' }), code: 'team-id-malformed' },
    { token: tokenOf({ ...HEADER, kid: 'TEAM123456' }), code: 'ids-swapped' },
    { token: tokenOf(HEADER, { iss: CLAIMS.iss }), code: 'issued-at-missing' },
    { token: tokenOf(HEADER, { ...CLAIMS, iat: NOW_S * 1000 }), code: 'issued-at-in-milliseconds' },
    { token: tokenOf(HEADER, { ...CLAIMS, iat: NOW_S + 7200 }), code: 'issued-in-future' },
    { token: tokenOf(HEADER, { ...CLAIMS, iat: NOW_S - 3601 }), code: 'expired' },
    { token: tokenOf(HEADER, CLAIMS, Buffer.alloc(32, 1)), code: 'signature-length' },
    { token: tokenOf(HEADER, CLAIMS, Buffer.alloc(256, 1)), code: 'signature-length' },
  ])('name $code, and nothing else', ({ token, code }) => {
    expect(codesOf(token)).toEqual([code]);
  });

  it('name IDs that are swapped, by the key that is known', () => {
    const swapped = tokenOf({ ...HEADER, kid: 'TEAM123456' }, { ...CLAIMS, iss: 'ABC123DEFG' });
    expect(codesOf(swapped, { keyId: 'ABC123DEFG' })).toEqual(['ids-swapped']);
    expect(codesOf(tokenOf(), { signature: 'invalid' })).toEqual(['signature-invalid']);
  });
});

describe('a provider token', () => {
  const token = tokenOf();

  it.each([
    ['bare', token],
    ['a header', `authorization: bearer ${token}`],
    ['a header with capitals', `Authorization: Bearer ${token}\r\n`],
    ['double quotes', `"${token}"`],
    ['curly quotes', `“${token}”`],
    [
      'a curl line',
      `curl --http2 -H 'authorization: bearer ${token}' -d '{"aps":{}}' https://api.push.apple.com/3/device/00`,
    ],
    ['JSON', JSON.stringify({ headers: { authorization: `bearer ${token}` } })],
    ['a log line', `2026-01-01 12:00:00 DEBUG jwt=${token}; topic=com.example.app`],
    ['broken lines', token.replaceAll(/(.{40})/g, '$1\n')],
    ['broken lines after the name', `authorization: bearer\n ${token.replaceAll(/(.{76})/g, '$1\r\n  ')}`],
    ['zero-width marks', `\ufeff${token.slice(0, 9)}\u200b${token.slice(9)}`],
    [
      'a curl command over lines',
      `curl -v \\\n -H "authorization: bearer ${token}" \\\n -H "apns-topic: a.b" \\\n https://x`,
    ],
  ])('is found in %s', (_, text) => {
    expect(findProviderToken(text)).toBe(token);
  });

  it('is not found where there is none, and nothing fails', () => {
    fc.assert(fc.property(anyText(200), (text) => findProviderToken(text) === null));
    expect(findProviderToken('www.example.com')).toBeNull();
  });

  it('is looked for in time that grows with the text', () => {
    const from = performance.now();
    findProviderToken('ey'.repeat(500_000));
    findProviderToken('ey.'.repeat(300_000));
    expect(performance.now() - from).toBeLessThan(2000);
  });
});
