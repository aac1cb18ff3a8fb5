import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import http2Wrapper from 'http2-wrapper';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSenderOn } from '#core/apns/sender';
import type { Environment } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import { type EngineRig, openEngineRig } from '../../support/engine-rig.js';
import { makeTestAuthority, type TestAuthority } from '../../support/test-identity.js';

let rig: EngineRig;
let authority: TestAuthority;
let environment: Environment;

beforeAll(async () => {
  rig = await openEngineRig();
  authority = await makeTestAuthority();
  const { url, caPem } = await rig.simulator.start();
  environment = { kind: 'custom', url, caPem };
});

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

it('http2-wrapper still has what openTunnel uses', () => {
  const { Http2OverHttp, Http2OverHttps, Http2OverHttp2 } = http2Wrapper.proxies;
  for (const Proxy of [Http2OverHttp, Http2OverHttps, Http2OverHttp2]) {
    const agent = new Proxy({ proxyOptions: { url: 'https://proxy.example', raw: false } });
    expect(agent).toHaveProperty('createConnection', expect.any(Function));
  }
});

describe('through a proxy that speaks HTTP/2 itself', () => {
  it('a push travels, with the tunnel timed and the password decoded', async () => {
    const proxy = await startHttp2Proxy();
    const delivery = await rig.sender.send(rig.push({ environment }), {
      proxyUrl: `https://ada:p%40ss@127.0.0.1:${proxy.port}`,
      caPem: authority.caPem,
    });
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.timings.proxyMs).toBeGreaterThan(0);
    const [asked] = proxy.requests;
    expect(asked).toMatchObject({ ':method': 'CONNECT' });
    expect(decodeBasic(asked?.['proxy-authorization'])).toBe('ada:p@ss');
    expect(asked).not.toHaveProperty('authorization');
  });

  it('each connection has a tunnel and a connection to the proxy of its own, closed with it', async () => {
    const proxy = await startHttp2Proxy();
    const policy = { proxyUrl: `https://127.0.0.1:${proxy.port}`, caPem: authority.caPem };
    const engines = [rig.another(), rig.another()];
    await Promise.all(
      engines.map((engine) => createSenderOn(engine).send(rig.push({ environment }), policy)),
    );
    expect(proxy.requests).toHaveLength(2);
    expect(proxy.openConnections()).toBe(2);
    for (const engine of engines) engine.close();
    await expect.poll(() => proxy.openConnections(), { timeout: 10_000 }).toBe(0);
  });

  it.each([
    { status: 403, words: 'does not allow a tunnel' },
    { status: 407, words: 'user name and password' },
  ])('a refusal with $status names the proxy', async ({ status, words }) => {
    const proxy = await startHttp2Proxy((stream) => {
      stream.respond({ ':status': status }, { endStream: true });
    });
    const delivery = await rig.sender.send(rig.push({ environment }), {
      proxyUrl: `https://127.0.0.1:${proxy.port}`,
      caPem: authority.caPem,
    });
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'proxy', code: 'proxy-failed' } });
    expect(delivery.failure?.message.en).toContain(words);
  });

  it.each([
    { what: 'never answers', answer: () => undefined },
    { what: 'resets the request without an error', answer: (stream: ServerHttp2Stream) => stream.close() },
  ])('a proxy that $what fails after the connect timeout', async ({ answer }) => {
    const proxy = await startHttp2Proxy(answer);
    await expectProxyFailure(`https://127.0.0.1:${proxy.port}`, 300);
  });

  it('a proxy that hangs up before its SETTINGS fails at once', async () => {
    const { certificatePem, keyPem } = authority.server;
    const server = createTlsServer({ cert: certificatePem, key: keyPem, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.end();
    });
    await expectProxyFailure(`https://127.0.0.1:${await listen(server)}`);
  });
});

const NGHTTPX = '/usr/sbin/nghttpx';
const TINYPROXY = '/usr/bin/tinyproxy';

describe.skipIf(!existsSync(NGHTTPX) || !existsSync(TINYPROXY))(
  'through nghttpx before tinyproxy (skipped where they are not installed)',
  () => {
    it.each([
      { protocols: 'h2', because: 'CONNECT in HTTP/2' },
      { protocols: 'http/1.1', because: 'CONNECT in HTTP/1.1 over TLS' },
    ])('a push travels with $because', async ({ protocols }) => {
      const proxyUrl = `https://127.0.0.1:${await startNghttpx(protocols)}`;
      const delivery = await rig.sender.send(rig.push({ environment }), {
        proxyUrl,
        caPem: authority.caPem,
      });
      expect(delivery.failure).toBeNull();
      expect(delivery.outcome).toBe('accepted');
    });
  },
);

async function expectProxyFailure(proxyUrl: string, connectTimeoutMs?: number): Promise<void> {
  const delivery = await rig.sender.send(rig.push({ environment }), {
    proxyUrl,
    caPem: authority.caPem,
    ...omitUndefined({ connectTimeoutMs }),
  });
  expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'proxy' } });
}

interface Http2Proxy {
  readonly port: number;
  readonly requests: Record<string, unknown>[];
  readonly openConnections: () => number;
}

/** Opens tunnels, or does with each CONNECT what `answer` does. */
async function startHttp2Proxy(answer?: (stream: ServerHttp2Stream) => void): Promise<Http2Proxy> {
  const requests: Record<string, unknown>[] = [];
  const { certificatePem, keyPem } = authority.server;
  const server = createSecureServer({ cert: certificatePem, key: keyPem });
  let open = 0;
  server.on('session', (session) => {
    open += 1;
    session.on('error', () => undefined);
    session.on('close', () => (open -= 1));
  });
  server.on('stream', (stream, headers) => {
    requests.push({ ...headers });
    stream.on('error', () => undefined);
    if (answer !== undefined) {
      answer(stream);
      return;
    }
    const { hostname, port } = new URL(`tunnel://${headers[':authority'] ?? ''}`);
    const upstream: Socket = connect(Number(port), hostname, () => {
      stream.respond({ ':status': 200 });
      upstream.pipe(stream).pipe(upstream);
    });
    upstream.on('error', () => stream.close());
    stream.on('close', () => upstream.destroy());
  });
  return { port: await listen(server), requests, openConnections: () => open };
}

async function startNghttpx(protocols: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-nghttpx-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const [backend, frontend] = [await freePort(), await freePort()];
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const config = file('tinyproxy.conf', `Port ${backend}\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\n`);
  const { certificatePem, keyPem } = authority.server;
  run(TINYPROXY, ['-d', '-c', config]);
  run(NGHTTPX, [
    '--http2-proxy',
    `--npn-list=${protocols}`,
    `--frontend=127.0.0.1,${frontend}`,
    `--backend=127.0.0.1,${backend}`,
    '--workers=1',
    '--no-ocsp',
    '--conf=/dev/null',
    '--errorlog-file=/dev/null',
    file('key.pem', keyPem),
    file('certificate.pem', certificatePem),
  ]);
  for (const port of [backend, frontend])
    await expect.poll(() => answers(port), { timeout: 10_000 }).toBe(true);
  return frontend;
}

function run(program: string, args: readonly string[]): void {
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  closers.push(() => child.kill());
}

/** @returns the port on which the server listens until the tests are over. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
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

function decodeBasic(value: unknown): string {
  return Buffer.from(String(value).replace(/^Basic /, ''), 'base64').toString('utf8');
}
