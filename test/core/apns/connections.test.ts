import { describe, expect, it } from 'vitest';
import type { ApnsEngine } from '#core/apns/apns-engine';
import { createBatchService } from '#core/apns/batches';
import { createSenderOn } from '#core/apns/sender';
import { targetsFromList } from '#core/apns/target-source';
import { systemClock } from '#core/ports/system-ports';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOKEN } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { openSlowRelay } from '../../support/slow-relay.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const time = { shiftMs: 0 };
const clock = { ...systemClock, elapsed: () => systemClock.elapsed() + time.shiftMs };
const rig = await openEngineRig({ clock });
const authority = await makeTestAuthority();
const many = (count: number) =>
  targetsFromList(Array.from({ length: count }, () => ({ token: SAMPLE_TOKEN })));

const freshEngine = (): ApnsEngine => rig.another();

describe('the stream limit', () => {
  it('is one until the provider token was accepted, then what the server says', async () => {
    const batches = createBatchService(freshEngine(), { history: null });
    const before = rig.simulator.state().requests.length;
    const run = await batches.start({ push: rig.push(), targets: many(200) });
    const report = await run.done;
    expect(report.counts.accepted).toBe(200);
    // A stream above the limit would have been refused, and shown as a second attempt.
    expect(rig.simulator.state().requests.length - before).toBeLessThanOrEqual(200);
  });

  it('is followed down and up again while sending', async () => {
    const server = await openH2Server(authority);
    let open = 0;
    let highest = 0;
    let limit = 1000;
    const breaches: number[] = [];
    server.onStream = () => {
      open += 1;
      highest = Math.max(highest, open);
      if (limit === 2 && open > 2) breaches.push(open);
    };
    server.onRequest = ({ stream, session, number }) => {
      setTimeout(() => {
        open -= 1;
        answer(stream, 200);
      }, 2);
      if (number !== 100) return;
      session.settings({ maxConcurrentStreams: 2 }, () => {
        // Acknowledged: what comes now must keep to it, once what was open has ended.
        setTimeout(() => {
          limit = 2;
          setTimeout(() => {
            limit = 1000;
            session.settings({ maxConcurrentStreams: 1000 });
          }, 100);
        }, 50);
      });
    };
    const batches = createBatchService(freshEngine(), { history: null });
    const push = rig.push({ environment: server.environment });
    const run = await batches.start({ push, targets: many(600), concurrency: 40 });
    const report = await run.done;
    expect(report.counts.accepted).toBe(600);
    expect(highest).toBeGreaterThan(10);
    expect(breaches).toEqual([]);
    expect(server.connections).toBe(1);
  });

  it('spreads over as many connections as are asked for', async () => {
    const server = await openH2Server(authority);
    server.onRequest = ({ stream }) => setTimeout(() => answer(stream, 200), 20);
    const batches = createBatchService(freshEngine(), { history: null });
    const push = rig.push({ environment: server.environment });
    const run = await batches.start({ push, targets: many(1400), connections: 2 });
    expect((await run.done).counts.accepted).toBe(1400);
    expect(server.connections).toBe(2);
  });
});

describe('a first push', () => {
  it('costs one TLS handshake and one round trip more: nothing is waited for in between', async () => {
    const server = await openH2Server(authority);
    const roundTripMs = 500;
    const port = await openSlowRelay(Number(new URL(server.url).port), roundTripMs);
    const environment = {
      kind: 'custom',
      url: `https://127.0.0.1:${port}`,
      caPem: authority.caPem,
    } as const;
    const engine = freshEngine();
    const startedAt = systemClock.elapsed();
    const delivery = await createSenderOn(engine).send(rig.push({ environment }));
    const roundTrips = (systemClock.elapsed() - startedAt) / roundTripMs;
    expect(delivery.outcome).toBe('accepted');
    expect(server.connections).toBe(1);
    expect(roundTrips).toBeGreaterThan(1.9);
    expect(roundTrips).toBeLessThan(3);
  });
});

describe('a connection that was silent for long', () => {
  it('is asked by PING first, and used when it answers', async () => {
    const server = await openH2Server(authority);
    const sender = createSenderOn(freshEngine());
    const push = rig.push({ environment: server.environment });
    await sender.send(push);
    time.shiftMs += 5 * 60_000;
    const delivery = await sender.send(push);
    expect(delivery.outcome).toBe('accepted');
    expect(server.connections).toBe(1);
  });

  it('is left when it does not answer: the push goes over a new one and is not lost', async () => {
    const server = await openH2Server(authority);
    const sender = createSenderOn(freshEngine());
    const push = rig.push({ environment: server.environment });
    await sender.send(push);
    server.requests[0]?.fallSilent();
    time.shiftMs += 5 * 60_000;
    const delivery = await sender.send(push);
    expect(delivery.outcome).toBe('accepted');
    expect(delivery.attempts).toHaveLength(1);
    expect(server.connections).toBe(2);
  });
});

describe('closing', () => {
  it('settles what waits and what is in flight', async () => {
    const server = await openH2Server(authority);
    server.onRequest = () => undefined;
    const sender = createSenderOn(freshEngine());
    const sending = sender.send(rig.push({ environment: server.environment }));
    await expect.poll(() => server.requests.length).toBe(1);
    await sender.close();
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' });
    await expect(sender.send(rig.push())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('headers', () => {
  it('reach the server as they were given, in UTF-8, twice where they were given twice', async () => {
    const server = await openH2Server(authority);
    await createSenderOn(freshEngine()).send(
      rig.push({
        environment: server.environment,
        credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
        headers: {
          topic: 'com.example.pushdeck',
          collapseId: '订单',
          custom: [
            { name: 'X-Test', value: 'a' },
            { name: 'x-test', value: 'b' },
          ],
        },
      }),
    );
    const headers = server.requests[0]?.headers ?? {};
    expect(Buffer.from(String(headers['apns-collapse-id']), 'latin1').toString('utf8')).toBe('订单');
    expect(headers['x-test']).toBe('a, b');
  });

  it('an authorization of one’s own takes the place of the provider token, and stays out of the record', async () => {
    const server = await openH2Server(authority);
    const delivery = await createSenderOn(freshEngine()).send(
      rig.push({
        environment: server.environment,
        headers: { custom: [{ name: 'Authorization', value: 'bearer planted-secret' }] },
      }),
    );
    expect(server.requests[0]?.headers.authorization).toBe('bearer planted-secret');
    expect(JSON.stringify(delivery)).not.toContain('planted-secret');
  });
});
