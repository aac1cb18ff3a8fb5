import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildSigningInput, canRenew, decodeProviderToken, shouldRenew } from '#shared/apns/provider-token';
import { anyText } from '../../support/any-text.js';

const identity = { keyId: 'ABC123DEFG', teamId: 'TEAM123456' };
const NOW_S = 1_767_225_600;

describe('a provider token', () => {
  it('has the header and claims that Apple asks for, and can be taken apart again', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const input = buildSigningInput(identity, NOW_S);
    const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const decoded = decodeProviderToken(`${input}.${signature.toString('base64url')}`);
    expect(decoded).toMatchObject({
      header: { alg: 'ES256', kid: identity.keyId },
      claims: { iss: identity.teamId, iat: NOW_S },
      signingInput: input,
    });
    expect(decoded?.signature).toHaveLength(64);
  });

  it('tolerates padded Base64 and a decimal string as iat, as APNs does', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');
    const token = `${part({ alg: 'ES256', kid: 'K' })}.${part({ iss: 'T', iat: '1767225600' })}.AAAA`;
    expect(decodeProviderToken(token)).toMatchObject({ keyId: 'K', teamId: 'T', issuedAtS: NOW_S });
  });

  it.each([
    { keyId: 'short', teamId: identity.teamId, names: 'key ID' },
    { keyId: identity.keyId, teamId: 'team123456', names: 'team ID' },
  ])('cannot be built with a wrong $names', ({ names, ...ids }) => {
    expect(() => buildSigningInput(ids, NOW_S)).toThrow(names);
  });

  it('is nothing that fails on any text', () => {
    fc.assert(fc.property(anyText(200), (text) => void decodeProviderToken(text)));
    for (const text of ['', 'a.b', 'a.b.c', 'e30.e30.', 'W10.e30.AAAA'])
      expect(decodeProviderToken(text)).toBeNull();
  });
});

describe('renewal', () => {
  it.each([
    { minutes: 19, should: false, may: false },
    { minutes: 21, should: false, may: true },
    { minutes: 50, should: true, may: true },
    { minutes: -5, should: false, may: false },
  ])('at $minutes minutes: due $should, allowed $may', ({ minutes, should, may }) => {
    const at = NOW_S + minutes * 60;
    expect(shouldRenew(NOW_S, at)).toBe(should);
    expect(canRenew(NOW_S, at)).toBe(may);
  });
});
