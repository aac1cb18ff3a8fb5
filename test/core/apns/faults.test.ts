import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { afterAll } from 'vitest';
import type { ApnsEngine } from '#core/apns/apns-engine';
import { createSenderOn } from '#core/apns/sender';
import { systemRandomness } from '#core/ports/system-ports';
import type { Environment } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import { openEngineRig, sampleIdentity } from '../../support/engine-rig.js';
import { answer, openH2Server, type ReceivedRequest } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const authority = await makeTestAuthority();
// Pauses are drawn at their shortest, so that the tests need not wait.
const random = { uuid: () => systemRandomness.uuid(), bytes: (count: number) => Buffer.alloc(count) };
const rig = await openEngineRig({ random });
const server = await openH2Server(authority);

beforeEach(() => {
  server.requests.length = 0;
  server.connections = 0;
});
afterEach(() => {
  server.onRequest = ({ stream }) => answer(stream, 200);
  server.onStream = () => undefined;
});

/** Every test on connections of its own. */
const freshEngine = (): ApnsEngine => rig.another();

async function send(
  change: { readonly retries?: number; readonly payload?: string; readonly environment?: Environment } = {},
) {
  const engine = freshEngine();
  const sender = createSenderOn(engine);
  const { retries, payload, environment = server.environment } = change;
  const push = rig.push({ environment, ...omitUndefined({ payload }) });
  const delivery = await sender.send(push, retries === undefined ? {} : { retries });
  return { delivery, sender, engine };
}

const goaway = (request: ReceivedRequest, code: number, lastStreamId: number, debug = ''): void =>
  request.goaway(code, lastStreamId, debug);

/** A server of bytes, below HTTP/2. */
async function openRaw(server_: Server): Promise<Environment> {
  await new Promise<void>((resolve) => server_.listen(0, '127.0.0.1', resolve));
  afterAll(() => server_.close());
  const { port } = server_.address() as AddressInfo;
  return { kind: 'custom', url: `https://127.0.0.1:${port}`, caPem: authority.caPem };
}

describe('a connection that is lost', () => {
  it('after the request leaves the outcome unknown and sends nothing again', async () => {
    server.onRequest = ({ socket }) => socket.destroy();
    const { delivery } = await send({ retries: 3 });
    expect(delivery).toMatchObject({ outcome: 'unknown', status: null, failure: { step: 'request' } });
    expect(delivery.attempts).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
    expect(delivery.explanation?.title.en).toContain('may have been delivered');
  });

  it('before the server said anything has failed: a server that reads begins with SETTINGS', async () => {
    let connections = 0;
    const environment = await openRaw(
      createTlsServer(
        { cert: authority.server.certificatePem, key: authority.server.keyPem, ALPNProtocols: ['h2'] },
        (socket) => {
          connections += 1;
          socket.on('error', () => undefined);
          socket.once('data', () => socket.destroy());
        },
      ),
    );
    const { delivery } = await send({ environment, retries: 1 });
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'http2' } });
    expect(connections).toBe(2);
  });

  it('in the middle of the body is unknown', async () => {
    server.onStream = (stream, socket) => stream.once('data', () => socket.destroy());
    const { delivery } = await send({ payload: 'x'.repeat(200_000), retries: 3 });
    expect(delivery).toMatchObject({ outcome: 'unknown' });
    expect(server.connections).toBe(1);
  });

  it('in the middle of the answer keeps the status, which is what counts', async () => {
    server.onRequest = ({ stream, socket }) => {
      if (stream.destroyed) return;
      stream.respond({ ':status': 400 });
      stream.write('{"rea', () => setTimeout(() => socket.destroy(), 20));
    };
    const { delivery } = await send();
    expect(delivery).toMatchObject({ outcome: 'rejected', status: 400, reason: null });
  });

  it('while idle is replaced for the next push', async () => {
    const { delivery, sender } = await send();
    server.requests[0]?.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = await sender.send(rig.push({ environment: server.environment }));
    expect([delivery.outcome, next.outcome]).toEqual(['accepted', 'accepted']);
    expect(server.connections).toBe(2);
  });
});

describe('GOAWAY', () => {
  const once = (act: (request: ReceivedRequest) => void): void => {
    server.onRequest = (request) => {
      if (request.number === 1) act(request);
      else answer(request.stream, 200);
    };
  };

  it.each([
    { form: 'empty, nothing processed', code: 0, debug: undefined },
    { form: 'plain text', code: 0, debug: 'Maximum active streams violated for this endpoint.' },
    { form: 'JSON with a passing reason', code: 0, debug: '{"reason":"Shutdown"}' },
    { form: 'with an error code', code: 11, debug: undefined },
  ])('$form: the push is sent again on a new connection, and says so', async ({ code, debug }) => {
    once((request) => goaway(request, code, 0, debug));
    const { delivery } = await send();
    expect(delivery).toMatchObject({ outcome: 'accepted', status: 200 });
    expect(delivery.attempts).toHaveLength(2);
    expect(delivery.attempts[0]?.failure?.code).toBe('goaway');
    expect(server.connections).toBe(2);
  });

  it('twice in a row is one', async () => {
    once((request) => {
      goaway(request, 0, 0);
      goaway(request, 0, 0);
    });
    const { delivery } = await send();
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts).toHaveLength(2);
  });

  it('above our stream: its answer still counts, and the next push opens a new connection', async () => {
    once((request) => {
      goaway(request, 0, request.stream.id ?? 1);
      setTimeout(() => answer(request.stream, 200), 30);
    });
    const { delivery, sender } = await send();
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts).toHaveLength(1);
    await sender.send(rig.push({ environment: server.environment }));
    expect(server.connections).toBe(2);
  });

  it('above our stream and then silence: unknown, not sent again', async () => {
    once((request) => {
      goaway(request, 0, request.stream.id ?? 1);
      setTimeout(() => request.socket.destroy(), 30);
    });
    const { delivery } = await send({ retries: 3 });
    expect(delivery.outcome).toBe('unknown');
    expect(server.requests).toHaveLength(1);
  });

  it('with a reason that a new connection would not change is the answer', async () => {
    server.onRequest = (request) => goaway(request, 0, 0, '{"reason":"BadCertificateEnvironment"}');
    const { delivery } = await send({ retries: 3 });
    expect(delivery).toMatchObject({
      outcome: 'rejected',
      status: null,
      reason: 'BadCertificateEnvironment',
    });
    expect(server.connections).toBe(1);
  });

  it('for ever ends in a failure, after few attempts', async () => {
    server.onRequest = (request) => goaway(request, 0, 0);
    const { delivery } = await send();
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { code: 'goaway' } });
    expect(delivery.attempts.length).toBeLessThanOrEqual(6);
  });
});

describe('a single stream', () => {
  it('that is refused is sent again on the same connection', async () => {
    server.onRequest = ({ stream, number }) => {
      if (number === 1) stream.close(7);
      else answer(stream, 200);
    };
    const { delivery } = await send();
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts).toHaveLength(2);
    expect(server.connections).toBe(1);
  });

  it('that is reset otherwise is unknown', async () => {
    server.onRequest = ({ stream }) => stream.close(2);
    const { delivery } = await send({ retries: 3 });
    expect(delivery).toMatchObject({ outcome: 'unknown', failure: { code: 'stream-reset' } });
    expect(delivery.failure?.message.en).toContain('INTERNAL_ERROR');
  });

  it('that is never answered ends at its time', async () => {
    server.onRequest = () => undefined;
    const engine = freshEngine();
    const started = performance.now();
    const delivery = await createSenderOn(engine).send(rig.push({ environment: server.environment }), {
      requestTimeoutMs: 300,
    });
    expect(delivery).toMatchObject({ outcome: 'unknown', failure: { code: 'request-timeout' } });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('retries', () => {
  it('are made when asked for, and shown', async () => {
    server.onRequest = ({ stream, number }) => {
      if (number < 3) answer(stream, 503, 'ServiceUnavailable');
      else answer(stream, 200);
    };
    const { delivery } = await send({ retries: 2 });
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts.map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  it('are not made unasked', async () => {
    server.onRequest = ({ stream }) => answer(stream, 503, 'ServiceUnavailable');
    const { delivery } = await send();
    expect(delivery).toMatchObject({ outcome: 'rejected', status: 503 });
    expect(delivery.attempts).toHaveLength(1);
  });

  it('never follow a reason that only a fix changes', async () => {
    server.onRequest = ({ stream }) => answer(stream, 400, 'BadDeviceToken');
    const { delivery } = await send({ retries: 5 });
    expect(delivery.attempts).toHaveLength(1);
  });

  it('wait as long as the server asks', async () => {
    server.onRequest = ({ stream, number }) => {
      if (number === 1) answer(stream, 429, 'TooManyRequests', { 'retry-after': '1' });
      else answer(stream, 200);
    };
    const started = performance.now();
    const { delivery } = await send({ retries: 1 });
    expect(delivery.outcome).toBe('accepted');
    expect(performance.now() - started).toBeGreaterThan(990);
  });
});

describe('the way there', () => {
  it('fails at TLS when what answers speaks plain text', async () => {
    const environment = await openRaw(
      createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const { delivery } = await send({ environment });
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'tls' } });
    expect(delivery.failure?.message.en).toContain('does not use TLS');
  });

  it('fails when the server offers only HTTP/1.1', async () => {
    const environment = await openRaw(
      createTlsServer(
        {
          cert: authority.server.certificatePem,
          key: authority.server.keyPem,
          ALPNProtocols: ['http/1.1'],
        },
        (socket) => socket.on('error', () => undefined),
      ),
    );
    const { delivery } = await send({ environment });
    expect(delivery.outcome).toBe('failed');
    expect(delivery.failure?.message.en).toContain('does not offer HTTP/2');
  });

  it('ends at its time when the server accepts and says nothing', async () => {
    const environment = await openRaw(createTcpServer(() => undefined));
    const engine = freshEngine();
    const delivery = await createSenderOn(engine).send(rig.push({ environment }), { connectTimeoutMs: 300 });
    expect(delivery).toMatchObject({
      outcome: 'failed',
      failure: { step: 'tls', code: 'connect-timeout' },
    });
  });

  it('sends the request without waiting for the SETTINGS of the server', async () => {
    const types: number[] = [];
    const environment = await openRaw(
      createTlsServer(
        { cert: authority.server.certificatePem, key: authority.server.keyPem, ALPNProtocols: ['h2'] },
        (socket) => {
          let bytes = Buffer.alloc(0);
          socket.on('error', () => undefined);
          socket.on('data', (chunk: Buffer) => {
            bytes = Buffer.concat([bytes, chunk]);
            types.length = 0;
            // The 24 bytes of the preface, then frames of nine bytes and their payload (RFC 9113 §3.4, §4.1).
            for (let at = 24; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
              types.push(bytes.readUInt8(at + 3));
            if (types.includes(0)) socket.destroy();
          });
        },
      ),
    );
    await send({ environment });
    const HEADERS = 1;
    const DATA = 0;
    expect(types).toContain(HEADERS);
    expect(types).toContain(DATA);
  });
});

describe('a refused client certificate', () => {
  it('is a failure of TLS, not a hang, also with TLS 1.3', async () => {
    const strict = await openH2Server(authority, {
      requestCert: true,
      rejectUnauthorized: true,
      ca: [authority.caPem],
      minVersion: 'TLSv1.3',
    });
    const stranger = await (await makeTestAuthority()).client();
    rig.credentials.set('stranger', { ...sampleIdentity(stranger), id: 'stranger' });
    const push = rig.push({ environment: strict.environment, credentialId: 'stranger' });
    const delivery = await createSenderOn(freshEngine()).send(push);
    expect(['failed', 'unknown']).toContain(delivery.outcome);
    expect(['tls', 'http2', 'request']).toContain(delivery.failure?.step);
    expect(strict.requests).toHaveLength(0);
  });
});
