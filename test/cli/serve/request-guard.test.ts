import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowed, type RequestClaims } from '../../../cli/serve/request-guard.js';

const TOKEN = 'the-token-of-this-run';
const identity = { port: 8123, isToken: (token: string | null) => token === TOKEN };
const good: RequestClaims = {
  host: '127.0.0.1:8123',
  origin: 'http://127.0.0.1:8123',
  token: TOKEN,
};

describe('isAllowed', () => {
  it.each([
    { name: 'the page itself', claims: good },
    {
      name: 'the page under the name localhost',
      claims: { ...good, host: 'localhost:8123', origin: 'http://localhost:8123' },
    },
    { name: 'a program that sends no Origin', claims: { ...good, origin: undefined } },
  ])('admits $name', ({ claims }) => {
    expect(isAllowed(claims, identity)).toBe(true);
  });

  it.each([
    { name: 'no token', claims: { ...good, token: null } },
    { name: 'an empty token', claims: { ...good, token: '' } },
    { name: 'a wrong token of the same length', claims: { ...good, token: 'the-token-of-that-run' } },
    { name: 'a rebound name', claims: { ...good, host: 'evil.example:8123' } },
    { name: 'our address on another port', claims: { ...good, host: '127.0.0.1:80' } },
    { name: 'no Host', claims: { ...good, host: undefined } },
    { name: 'a foreign Origin', claims: { ...good, origin: 'https://evil.example' } },
    { name: 'the Origin of a sandboxed frame', claims: { ...good, origin: 'null' } },
    { name: 'another local server', claims: { ...good, origin: 'http://127.0.0.1:3000' } },
    { name: 'our name as a prefix', claims: { ...good, origin: 'http://127.0.0.1:8123.evil.example' } },
  ])('refuses $name', ({ claims }) => {
    expect(isAllowed(claims, identity)).toBe(false);
  });

  it('admits no other token, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        fc.pre(token !== TOKEN);
        expect(isAllowed({ ...good, token }, identity)).toBe(false);
      }),
    );
  });
});
