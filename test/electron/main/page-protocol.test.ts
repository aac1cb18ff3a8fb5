import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import {
  answerPageRequest,
  PAGE_SCHEME_PRIVILEGES,
  servePage,
} from '../../../electron/main/page-protocol.js';
import { protocol } from '../../support/electron-double.js';

let base: string;
let folder: string;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'pushdeck-page-'));
  folder = join(base, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(base, 'renderer-secret'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Pushdeck</title>');
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'notes.txt'), 'not part of the page');
  writeFileSync(join(base, 'vault.json'), '{"secret":true}');
  writeFileSync(join(base, 'renderer-secret', 'vault.json'), '{"secret":true}');
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => answerPageRequest({ method, url }, folder);

describe('the page over its own scheme', () => {
  it('serves the page and its assets with their types', async () => {
    const page = await get(PAGE_URL);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('Pushdeck');
    expect((await get('app://pushdeck/')).status).toBe(200);
    const script = await get('app://pushdeck/assets/main-1a2b.js?v=1#x');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([PAGE_URL, 'app://pushdeck/missing.js'])(
    '%s carries the strict policy as a header',
    async (url) => {
      const { headers } = await get(url);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(policy).not.toMatch(/https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it.each([
    'app://pushdeck/../vault.json',
    'app://pushdeck/..%2fvault.json',
    'app://pushdeck/%2e%2e/vault.json',
    'app://pushdeck/..%5cvault.json',
    'app://pushdeck/assets/..%2f..%2fvault.json',
    'app://pushdeck/..%2frenderer-secret%2fvault.json',
    'app://pushdeck/%2fetc%2fpasswd',
    'app://pushdeck/index.html%00.js',
    'app://pushdeck/%E0%A4%A',
    'app://pushdeck/notes.txt',
    'app://pushdeck/assets/',
    'app://other/index.html',
  ])('%s is not found', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it('only reads: other methods are refused', async () => {
    expect((await get(PAGE_URL, 'POST')).status).toBe(405);
    expect(await (await get(PAGE_URL, 'HEAD')).text()).toBe('');
  });

  it('has an origin of its own, and no power over the policy', () => {
    expect(PAGE_SCHEME_PRIVILEGES.privileges).toMatchObject({ standard: true, secure: true });
    expect(PAGE_SCHEME_PRIVILEGES.privileges?.bypassCSP).toBeUndefined();
    expect(PAGE_SCHEME_PRIVILEGES.privileges?.corsEnabled).toBeUndefined();
  });

  it('is registered with Electron', async () => {
    servePage(protocol.asProtocol(), folder);
    const answer = await protocol.handlers.get('app')?.(new Request(PAGE_URL));
    expect(answer?.status).toBe(200);
  });
});
