import { describe, expect, it } from 'vitest';
import { openerFor, openInBrowser } from '../../../cli/serve/open-in-browser.js';

const url = 'http://127.0.0.1:1/#token=a&b';

describe('openerFor', () => {
  it.each([
    { platform: 'darwin', env: {}, file: 'open' },
    { platform: 'win32', env: {}, file: 'rundll32' },
    { platform: 'linux', env: { DISPLAY: ':0' }, file: 'xdg-open' },
    { platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, file: 'xdg-open' },
  ] as const)('uses $file on $platform, with the address as one argument', ({ platform, env, file }) => {
    const opener = openerFor(url, env, platform);
    expect(opener?.file).toBe(file);
    expect(opener?.arguments.at(-1)).toBe(url);
  });

  it('has none where there is no display', () => {
    expect(openerFor(url, {}, 'linux')).toBeNull();
  });
});

it('says so when no browser could be opened', async () => {
  expect(await openInBrowser(url, {}, 'linux')).toBe(false);
});
