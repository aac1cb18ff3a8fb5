import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter } from '#core/router';
import { type BrowserHost, startBrowserHost } from '../../../cli/serve/browser-host.js';
import { fakeServices } from '../../support/fake-services.js';

const TOKEN = 'token-of-this-run';
let folder: string;
let host: BrowserHost;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-host-'));
  const page = join(folder, 'renderer');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Pushdeck</title>');
  writeFileSync(join(page, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(folder, 'vault.json'), 'outside the page');
  host = await startBrowserHost({
    router: createRouter(fakeServices()),
    rendererDir: page,
    port: 0,
    token: TOKEN,
  });
  port = Number(new URL(host.url).port);
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Plain node:http, because fetch would not let a test forge `Host`. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

/** The status of a WebSocket upgrade: 101, or what refused it. */
function upgrade(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

describe('the page', () => {
  it('is served with a strict content security policy', async () => {
    const answer = await get('/');
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Pushdeck</title>');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('keeps hashed assets in the cache of the browser', async () => {
    expect((await get('/assets/index-abc.js')).headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../vault.json',
    '/..%2fvault.json',
    '/%2e%2e/vault.json',
    '/assets/..%2f..%2fvault.json',
    '/%00',
    '/%',
  ])('does not leave its folder for %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(403);
    expect(answer.body).toBe('');
  });

  it('has its token in the fragment of the address, where no log sees it', () => {
    expect(host.url).toBe(`http://127.0.0.1:${port}/#token=${TOKEN}`);
  });
});

describe('everything else', () => {
  it.each([
    { name: 'without the token', path: '/rpc', headers: {} },
    { name: 'with a wrong token', path: '/rpc?token=wrong', headers: {} },
    { name: 'for a foreign Host', path: `/rpc?token=${TOKEN}`, headers: { host: 'evil.example' } },
    {
      name: 'from a foreign Origin',
      path: `/rpc?token=${TOKEN}`,
      headers: { origin: 'https://evil.example' },
    },
  ])('is refused $name', async ({ path, headers }) => {
    expect((await get(path, headers)).status).toBe(403);
    expect((await get(path, headers, 'POST')).status).toBe(403);
    expect(await upgrade(path, headers)).toBe(403);
  });

  it.each([
    { name: 'a foreign Host', headers: { host: 'evil.example' } },
    { name: 'a foreign Origin', headers: { origin: 'https://evil.example' } },
  ])('even the page is refused to $name', async ({ headers }) => {
    expect((await get('/', headers)).status).toBe(403);
  });

  it('upgrades to a WebSocket for who has the token', async () => {
    expect(await upgrade(`/rpc?token=${TOKEN}`)).toBe(101);
    expect(await upgrade(`/rpc?token=${TOKEN}`, { origin: `http://127.0.0.1:${port}` })).toBe(101);
  });

  it('upgrades nowhere but at its one path', async () => {
    expect(await upgrade(`/other?token=${TOKEN}`)).toBe(403);
  });
});

it('names the port that is in use', async () => {
  await expect(
    startBrowserHost({ router: createRouter(fakeServices()), rendererDir: folder, port, token: TOKEN }),
  ).rejects.toMatchObject({ code: 'port-in-use', message: expect.stringContaining(String(port)) as string });
});
