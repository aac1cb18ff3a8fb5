import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bypasses, parseProxy, proxyFor } from '#core/apns/proxy';
import type { Environment } from '#shared/apns/push';
import { type EngineRig, openEngineRig } from '../../support/engine-rig.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const host = 'api.push.apple.com';
const target = { host, port: 443 };

describe('which proxy', () => {
  it.each([
    {
      because: 'the setting wins',
      setting: 'http://set:1',
      env: { HTTPS_PROXY: 'http://env:2' },
      label: 'set:1',
    },
    {
      because: 'the environment serves without one',
      setting: null,
      env: { https_proxy: 'http://env:2' },
      label: 'env:2',
    },
    { because: 'ALL_PROXY is read last', setting: null, env: { ALL_PROXY: 'env:3' }, label: 'env:3' },
    {
      because: '“direct” is none',
      setting: 'direct',
      env: { HTTPS_PROXY: 'http://env:2' },
      label: undefined,
    },
    {
      because: 'NO_PROXY excepts',
      setting: null,
      env: { HTTPS_PROXY: 'http://env:2', NO_PROXY: '.apple.com' },
      label: undefined,
    },
    { because: 'an empty variable is none', setting: null, env: { HTTPS_PROXY: '' }, label: undefined },
  ])('$because', ({ setting, env, label }) => {
    expect(proxyFor(target, setting, env)?.label).toBe(label);
  });

  it('is none for this machine, when it comes from the environment', () => {
    expect(proxyFor({ host: '127.0.0.1', port: 1 }, null, { HTTPS_PROXY: 'http://env:2' })).toBeNull();
    expect(proxyFor({ host: '127.0.0.1', port: 1 }, 'http://set:1', {})?.label).toBe('set:1');
  });

  it.each([
    { entry: '*', host, expected: true },
    { entry: 'apple.com', host, expected: true },
    { entry: '*.apple.com', host, expected: true },
    { entry: 'pple.com', host, expected: false },
    { entry: `${host}:443`, host, expected: true },
    { entry: `${host}:2197`, host, expected: false },
    { entry: '17.0.0.0/8', host: '17.188.1.2', expected: true },
    { entry: '17.0.0.0/8', host: '18.1.1.1', expected: false },
    { entry: '::1', host: '::1', expected: true },
    { entry: 'a, b  apple.com', host, expected: true },
  ])('NO_PROXY=$entry excepts $host: $expected', ({ entry, host: to, expected }) => {
    expect(bypasses({ host: to, port: 443 }, entry)).toBe(expected);
  });

  it('decodes a percent-encoded password, and keeps it out of the label and of errors', () => {
    const proxy = parseProxy('http://ada:p%40ss%3A@proxy.example:8080');
    expect(proxy.label).toBe('proxy.example:8080');
    expect(Buffer.from((proxy.authorization ?? '').slice(6), 'base64').toString()).toBe('ada:p@ss:');
    expect(() => parseProxy('socks5://ada:secret@proxy:1')).toThrow(/SOCKS/);
    expect(() => parseProxy('socks5://ada:secret@proxy:1')).not.toThrow(/secret/);
  });
});

const tinyproxy = ((): string | null => {
  try {
    return execFileSync('which', ['tinyproxy'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
})();

const running: { readonly child: ChildProcess; readonly folder: string }[] = [];
afterAll(() => {
  for (const { child, folder } of running) {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.skipIf(tinyproxy === null)('through tinyproxy (skipped where it is not installed)', () => {
  let rig: EngineRig;
  let environment: Environment;
  let open = 0;
  let guarded = 0;

  beforeAll(async () => {
    rig = await openEngineRig();
    const { url, caPem } = await rig.simulator.start();
    environment = { kind: 'custom', url, caPem };
    open = await startTinyproxy([]);
    guarded = await startTinyproxy(['BasicAuth ada open-sesame']);
  });

  it('a push travels, with the tunnel timed', async () => {
    const delivery = await rig.sender.send(rig.push({ environment }), {
      proxyUrl: `http://127.0.0.1:${open}`,
    });
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.timings.proxyMs).toBeGreaterThan(0);
  });

  it('a push travels with the right password', async () => {
    const proxyUrl = `http://ada:open%2Dsesame@127.0.0.1:${guarded}`;
    const delivery = await rig.sender.send(rig.push({ environment }), { proxyUrl });
    expect(delivery.outcome).toBe('accepted');
  });

  it.each(['http://127.0.0.1', 'http://ada:wrong@127.0.0.1'])(
    '%s without the right one fails at the proxy',
    async (base) => {
      const delivery = await rig.sender.send(rig.push({ environment }), { proxyUrl: `${base}:${guarded}` });
      expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'proxy', code: 'proxy-failed' } });
      expect(JSON.stringify(delivery)).not.toContain('wrong');
    },
  );
});

describe('through a proxy of our own', async () => {
  const authority = await makeTestAuthority();
  const rig = await openEngineRig();
  const { url, caPem } = await rig.simulator.start();
  const environment = { kind: 'custom', url, caPem } as const;

  it('that speaks TLS itself a push travels', async () => {
    const proxy = createHttpsServer({ cert: authority.server.certificatePem, key: authority.server.keyPem });
    proxy.on('connect', (request, client: Socket) => {
      const [to = '', port = ''] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), to, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client);
        client.pipe(upstream);
      });
      for (const each of [upstream, client]) each.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    afterAll(() => proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const delivery = await rig.sender.send(rig.push({ environment }), {
      proxyUrl: `https://127.0.0.1:${port}`,
      caPem: authority.caPem,
    });
    expect(delivery.outcome).toBe('accepted');
  });

  it('that answers nonsense fails at the proxy', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-OpenSSH_9.6\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => server.close());
    const { port } = server.address() as AddressInfo;
    const delivery = await rig.sender.send(rig.push({ environment }), {
      proxyUrl: `http://127.0.0.1:${port}`,
    });
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'proxy' } });
  });

  it('that forbids the tunnel says so', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 403 Filtered\r\ncontent-length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => server.close());
    const { port } = server.address() as AddressInfo;
    const delivery = await rig.sender.send(rig.push({ environment }), {
      proxyUrl: `http://127.0.0.1:${port}`,
    });
    expect(delivery.failure?.message.en).toContain('does not allow a tunnel');
  });
});

/** @returns its port. */
async function startTinyproxy(lines: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-tinyproxy-'));
  const port = await freePort();
  const config = join(folder, 'tinyproxy.conf');
  writeFileSync(
    config,
    [`Port ${port}`, 'Listen 127.0.0.1', 'Allow 127.0.0.1', 'Timeout 60', ...lines, ''].join('\n'),
  );
  const child: ChildProcess = spawn(tinyproxy ?? 'tinyproxy', ['-d', '-c', config], { stdio: 'ignore' });
  running.push({ child, folder });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(port)) return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('tinyproxy did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
