import { beforeEach, describe, expect, it } from 'vitest';
import { onlyBrowserLinks } from '../../../electron/main/external-links.js';
import { guardNavigation } from '../../../electron/main/navigation-guard.js';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import { WebContentsDouble } from '../../support/electron-double.js';

let contents: WebContentsDouble;
let opened: string[];

beforeEach(() => {
  contents = new WebContentsDouble();
  opened = [];
  guardNavigation(
    contents.asWebContents(),
    onlyBrowserLinks(async (url) => void opened.push(url)),
  );
});

const FOREIGN = [
  'https://evil.example/',
  'http://127.0.0.1:8080/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'app://other/index.html',
  'app://ada:secret@pushdeck/index.html',
  'https://pushdeck/index.html',
  'not an address',
];

describe('the window stays on its own page', () => {
  it.each(FOREIGN)('going to %s is denied', (url) => {
    expect(contents.navigate(url)).toBe(false);
  });

  it('reloading the own page, at any place in it, is allowed', () => {
    expect(contents.navigate(PAGE_URL)).toBe(true);
    expect(contents.navigate(`${PAGE_URL}#/credentials`)).toBe(true);
  });

  it('a frame inside the page cannot leave it either', () => {
    expect(contents.navigate('https://evil.example/', ['will-frame-navigate'])).toBe(false);
    expect(opened).toEqual([]);
  });

  it('a redirect to somewhere else is denied', () => {
    expect(contents.navigate('https://evil.example/', ['will-redirect'])).toBe(false);
  });

  it('a webview is denied', () => {
    expect(contents.navigate(PAGE_URL, ['will-attach-webview'])).toBe(false);
  });

  it.each([...FOREIGN, PAGE_URL])('window.open of %s is denied', (url) => {
    expect(contents.openWindow(url)).toBe('deny');
  });
});

describe('links to the web', () => {
  it.each(['https://developer.apple.com/documentation', 'http://example.com/'])(
    '%s opens in the browser of the system',
    (url) => {
      contents.openWindow(url);
      contents.navigate(url);
      expect(opened).toEqual([url, url]);
    },
  );

  it.each([
    'file:///Applications/Calculator.app',
    'javascript:alert(1)',
    'ms-settings:privacy',
    'smb://evil.example/share',
    'mailto:ada@example.com',
    'pushdeck://compose',
    'HTTPS',
    '',
  ])('%j is handed to nobody', (url) => {
    contents.openWindow(url);
    contents.navigate(url);
    expect(opened).toEqual([]);
  });
});
