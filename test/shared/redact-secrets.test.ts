import { describe, expect, it } from 'vitest';
import { redactSecrets, secretsOf } from '#shared/redact-secrets';

describe('redactSecrets hides', () => {
  it.each([
    ['a key', 'x -----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY----- y', 'MHcCAQEE'],
    ['a key that is cut off', '-----BEGIN PRIVATE KEY-----\nMHcCAQEE', 'MHcCAQEE'],
    ['a provider token', 'sent eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJUIn0.abc', 'eyJpc3MiOiJUIn0'],
    ['a header', 'Authorization: Bearer abc.def', 'abc.def'],
    ['a password in an address', 'at http://ada:geheim@proxy:3128/', 'geheim'],
    ['a named value', '{"password":"geheim"}', 'geheim'],
    ['a named value of the shell', "--out-password='ge heim'", 'ge heim'],
    ['the token of the host', 'http://127.0.0.1:1/#token=Ab-_9', 'Ab-_9'],
    ['a device token', `to ${'0a'.repeat(32)}`, '0a0a'],
    ['base64', `data ${Buffer.from('a secret that is long enough').toString('base64')}`, 'YSBzZWNyZXQ'],
  ])('%s', (_name, text, secret) => {
    expect(text).toContain(secret);
    expect(redactSecrets(text)).not.toContain(secret);
  });

  it('what the process was given, wherever it stands', () => {
    const known = secretsOf({ PUSHDECK_PASSPHRASE: 'open sesame', PATH: '/bin' }, [
      'send',
      '--password',
      'hunter2',
      '--key-file=/k.p8',
    ]);
    expect(known).toEqual(['open sesame', 'hunter2']);
    expect(redactSecrets('open sesame, hunter2', known)).toBe('[hidden], [hidden]');
  });
});

it('leaves what a report is for', () => {
  const text = [
    "ENOENT: no such file or directory, open '/home/ada/.local/share/pushdeck/workspace/devices.json'",
    '    at readFileSync (node:fs:441:20)',
    '    at openServices (file:///usr/lib/node_modules/pushdeck/out/cli/chunk-open-services-DWk2xk0B.js:120:9)',
  ].join('\n');
  expect(redactSecrets(text)).toBe(text);
});
