import { describe, expect, it } from 'vitest';
import { originsOf, otherEnvironment, parseOrigin } from '#shared/apns/environment';

describe('the address of an environment', () => {
  it.each([
    {
      environment: { kind: 'sandbox' },
      push: 'https://api.sandbox.push.apple.com:443',
      management: 'https://api-manage-broadcast.sandbox.push.apple.com:2195',
    },
    {
      environment: { kind: 'production', port: 2197 },
      push: 'https://api.push.apple.com:2197',
      management: 'https://api-manage-broadcast.push.apple.com:2196',
    },
    {
      environment: { kind: 'custom', url: 'https://localhost:8443/' },
      push: 'https://localhost:8443',
      management: 'https://localhost:8443',
    },
    {
      environment: { kind: 'custom', url: 'https://a', managementUrl: 'https://a:2195' },
      push: 'https://a:443',
      management: 'https://a:2195',
    },
  ] as const)('of $environment.kind is $push', ({ environment, push, management }) => {
    expect(originsOf(environment)).toEqual({ push, management });
  });

  it.each([
    '',
    'localhost:8443',
    'http://localhost',
    'https://a/3/device',
    'https://user:secret@host',
    'https://a?b=1',
  ])('cannot be “%s”, and the error shows no password', (text) => {
    expect(() => parseOrigin(text)).toThrow(/cannot be the address/);
    expect(() => parseOrigin(text)).not.toThrow(/secret/);
  });

  it('has another one only at Apple’s', () => {
    expect(otherEnvironment({ kind: 'sandbox', port: 2197 })).toEqual({ kind: 'production', port: 2197 });
    expect(otherEnvironment({ kind: 'simulator' })).toBeNull();
  });
});
