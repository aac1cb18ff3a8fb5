import { expect, it } from 'vitest';
import { restoreProxyPassword, withoutProxyPassword } from '#shared/settings';

it.each([
  ['http://me:secret@proxy.example:3128', 'http://me:••••••@proxy.example:3128'],
  ['http://me:p@ss:w/rd@proxy.example:3128', 'http://me:••••••@proxy.example:3128'],
  ['me:secret@proxy', 'me:••••••@proxy'],
  ['http://:secret@proxy', 'http://:••••••@proxy'],
  ['http://me@proxy.example:3128', 'http://me@proxy.example:3128'],
  ['http://proxy.example:3128', 'http://proxy.example:3128'],
  [null, null],
])('%s is shown as %s', (stored, shown) => {
  expect(withoutProxyPassword(stored)).toBe(shown);
});

it('puts the hidden password back only for the same user and server', () => {
  const stored = 'http://me:secret@proxy.example:3128';
  expect(restoreProxyPassword('http://me:••••••@proxy.example:3128', stored)).toBe(stored);
  const elsewhere = 'http://me:••••••@evil.example:3128';
  expect(restoreProxyPassword(elsewhere, stored)).toBe(elsewhere);
  expect(restoreProxyPassword('http://me:new@proxy.example:3128', stored)).toBe(
    'http://me:new@proxy.example:3128',
  );
  expect(restoreProxyPassword(null, stored)).toBeNull();
});
