import type { Server, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { BatchStart } from '#core/apns/batches';
import { createBatchService } from '#core/apns/batches';
import { type History, openHistory } from '#core/history/open-history';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { BatchProgress } from '#shared/apns/batch';
import type { Environment } from '#shared/apns/push';
import { openEngineRig } from '../../support/engine-rig.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { frame, settingsFrame } from '../../support/http2-frames.js';
import { listen, rawHttp2 } from '../../support/raw-servers.js';
import { makeTestAuthority } from '../../support/test-identity.js';

/** Apple calls it a denial of service to open connections again and again: a list must not be worked off that way. */

const authority = await makeTestAuthority();
// Pauses are drawn at their shortest.
const random = { uuid: () => systemRandomness.uuid(), bytes: (count: number) => Buffer.alloc(count) };
const rig = await openEngineRig({ random });

const TARGETS = 250;
/** Far fewer than targets: the first ones, and a few tries more with a pause before each. */
const FEW = 10;
const GOAWAY_NONE = frame(7, 0, 0, Buffer.alloc(8));
const HTTP_1 = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');

function count(server: Server): () => number {
  let connections = 0;
  server.on('connection', () => (connections += 1));
  return () => connections;
}

async function at(server: Server): Promise<Environment> {
  return {
    kind: 'custom',
    url: `https://127.0.0.1:${await listen(server)}`,
    caPem: authority.caPem,
  };
}

async function sendTo(
  environment: Environment,
  change: Partial<BatchStart> = {},
  history: History | null = null,
): Promise<BatchProgress> {
  const batches = createBatchService(rig.another(), { history });
  const target = { kind: 'device', token: 'ab'.repeat(32) } as const;
  const run = await batches.start({
    push: rig.push({ environment, credentialId: null, target }),
    targets: {
      columns: [],
      total: TARGETS,
      share: () => null,
      chunks: (async function* () {
        yield Array.from({ length: TARGETS }, () => ({ token: target.token }));
      })(),
    },
    policy: { retries: 3 },
    ...change,
  });
  return run.done;
}

const closes = (before: Buffer | null, tls = {}): Server =>
  rawHttp2(authority, { greeting: before, tls }).on('secureConnection', (socket: Socket) => socket.end());

describe.concurrent('a server that refuses every connection after TLS', () => {
  it.each([
    {
      event: 'because it wants a client certificate, with TLS 1.3',
      server: closes(null, {
        requestCert: true,
        rejectUnauthorized: true,
        ca: [authority.caPem],
        minVersion: 'TLSv1.3',
      }),
      step: /^(?:tls|http2)$/,
    },
    { event: 'by closing it', server: closes(null), step: /^http2$/ },
    { event: 'by speaking HTTP/1.1 where h2 was agreed on', server: closes(HTTP_1), step: /^http2$/ },
    {
      event: 'by a GOAWAY at once',
      server: closes(Buffer.concat([settingsFrame([[3, 100]]), GOAWAY_NONE])),
      step: /^http2$/,
    },
    {
      event: 'by a reset',
      server: rawHttp2(authority, {
        greeting: null,
        onRequest: ({ tcp }) => void tcp.resetAndDestroy(),
      }),
      step: /^http2$/,
    },
  ])(
    '$event: sees few of them, and all that had begun has failed',
    async ({ server, step }) => {
      const connections = count(server);
      const report = await sendTo(await at(server));
      expect(connections()).toBeLessThanOrEqual(FEW);
      expect(report).toMatchObject({ state: 'stopped', counts: { accepted: 0, rejected: 0, unknown: 0 } });
      expect(report.trouble?.step).toMatch(step);
      expect(report.counts.failed).toBeGreaterThan(0);
    },
    30_000,
  );

  it('by closing each one at its first request: what was on it is unknown, and the rest is kept', async () => {
    const server = rawHttp2(authority, {
      greeting: settingsFrame([[3, 5]]),
      onRequest: ({ socket }) => socket.destroy(),
    });
    const connections = count(server);
    const report = await sendTo(await at(server));
    expect(connections()).toBeLessThanOrEqual(FEW);
    expect(report.state).toBe('stopped');
    expect(report.trouble?.message.en).toMatch(/^Several connections to 127\.0\.0\.1 in a row ended/);
    expect(report.counts.unknown).toBeLessThanOrEqual(FEW * 5);
  }, 30_000);

  it('by saying nothing: one of each is unknown, and the rest is told that HTTP/2 was not started', async () => {
    const server = rawHttp2(authority, { greeting: null });
    const connections = count(server);
    const report = await sendTo(await at(server), { policy: { retries: 1, connectTimeoutMs: 1500 } });
    expect(connections()).toBe(2);
    expect(report).toMatchObject({ state: 'stopped', counts: { unknown: 2, failed: TARGETS - 2 } });
    expect(report.trouble).toMatchObject({ step: 'http2', code: 'connect-timeout' });
  }, 30_000);

  it('beside one that serves: opens few, and sends all over that one', async () => {
    const server = await openH2Server(authority);
    let first: Socket | null = null;
    server.onStream = (_stream, socket) => {
      first ??= socket;
      if (socket !== first) socket.destroy();
    };
    server.onRequest = ({ stream }) => void setTimeout(() => answer(stream, 200), 5);
    const report = await sendTo(server.environment, { connections: 4, concurrency: 20 });
    expect(report.state).toBe('finished');
    expect(report.counts.accepted + report.counts.unknown).toBe(TARGETS);
    expect(server.connections).toBeLessThanOrEqual(FEW);
  }, 30_000);
});

describe('a credential that is refused in the middle of a list', () => {
  const ACCEPTED = 50;

  it.each([
    'ExpiredProviderToken',
    'InvalidProviderToken',
    'BadEnvironmentKeyIdInToken',
    'UnrelatedKeyIdInToken',
    'BadCertificate',
  ])(
    '%s: stops, few connections later, and keeps the rest',
    async (reason) => {
      const server = await openH2Server(authority);
      server.onRequest = ({ stream, number }) => {
        if (number <= ACCEPTED) answer(stream, 200);
        else answer(stream, 403, reason);
      };
      const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
      const report = await sendTo(server.environment, { concurrency: 10 }, history);
      history.close();
      expect(server.connections).toBeLessThanOrEqual(FEW);
      expect(report).toMatchObject({ state: 'stopped', trouble: { code: 'credential-refused' } });
      expect(report.trouble?.message.en).toMatch(
        reason === 'BadCertificate'
          ? /^APNs refuses the credential now/
          : /^APNs refuses the provider token now/,
      );
      expect(report.counts.accepted).toBe(ACCEPTED);
      expect(report.done).toBeLessThan(ACCEPTED + 30);
      expect(report.continuation).toEqual({ kind: 'resume', left: TARGETS - report.done });
    },
    30_000,
  );

  it('TooManyProviderTokenUpdates: the same', async () => {
    const server = await openH2Server(authority);
    server.onRequest = ({ stream, number }) => {
      if (number <= ACCEPTED) answer(stream, 200);
      else answer(stream, 429, 'TooManyProviderTokenUpdates');
    };
    const report = await sendTo(server.environment, { concurrency: 10 });
    expect(server.connections).toBeLessThanOrEqual(FEW);
    expect(report.state).toBe('stopped');
  }, 30_000);
});

describe('a server that always shuts down', () => {
  it('sees few connections', async () => {
    const server = await openH2Server(authority);
    server.onRequest = ({ stream }) => answer(stream, 503, 'Shutdown');
    const report = await sendTo(server.environment, { policy: { retries: 1 } });
    expect(report.counts.accepted).toBe(0);
    expect(server.connections).toBeLessThanOrEqual(FEW);
  }, 30_000);
});
