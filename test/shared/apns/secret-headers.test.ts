import { describe, expect, it } from 'vitest';
import { carriesSecret } from '#shared/apns/secret-headers';

describe('a header that carries a secret', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'authorization-x',
    'x-amz-authorisation',
    'cookie',
    'set-cookie',
    'X-Api-Key',
    'apikey',
    'x-functions-key',
    'x-gateway-token',
    'x-csrf-token-2',
    'client-secret',
    'x-auth',
    'x-auth-user',
    'x-authentication',
    'x-password',
    'db.pwd',
    'x-hub-signature-256',
    'x-credentials',
    ' x-session ',
  ])('is known by its name: %s', (name) => expect(carriesSecret({ name, value: '1' })).toBe(true));

  it.each([
    'Bearer abc',
    'basic dXNlcjpwYXNz',
    'AWS4-HMAC-SHA256 Credential=AKIA/x',
    'v=eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln',
    'http://me:secret@proxy:3128/',
  ])('is known by its value: %s', (value) => expect(carriesSecret({ name: 'x-note', value })).toBe(true));

  it.each([
    ['apns-topic', 'com.example.token'],
    ['apns-collapse-id', 'Bearer of news'],
    ['apns-id', 'eyJhbGci.eyJpc3Mi.c2ln'],
    ['x-author', 'Ada'],
    ['x-keyboard', 'de'],
    ['x-monkey', '1'],
    ['content-type', 'application/json'],
    ['x-request-id', '1'],
    ['x-note', 'basically right'],
    ['referer', 'https://example.com/a@b'],
  ])('is not %s: %s', (name, value) => expect(carriesSecret({ name, value })).toBe(false));
});
