import { expect, it } from 'vitest';
import { withoutProxyPassword, withProxyPassword } from '#shared/settings';

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

it.each([
  ['http://me:secret@proxy.example:3128', 'new', 'http://me:new@proxy.example:3128'],
  ['http://me:••••••@proxy.example:3128', 'p@ss', 'http://me:p@ss@proxy.example:3128'],
  ['http://me:secret@proxy.example:3128', null, 'http://me@proxy.example:3128'],
  ['http://proxy.example:3128', 'unused', 'http://proxy.example:3128'],
])('%s with the password %s is %s', (proxyUrl, password, result) => {
  expect(withProxyPassword(proxyUrl, password)).toBe(result);
});
