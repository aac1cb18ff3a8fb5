import { describe, expect, it } from 'vitest';
import { createBatchService } from '#core/apns/batches';
import { createSenderOn } from '#core/apns/sender';
import { targetsFromList } from '#core/apns/target-source';
import { systemRandomness } from '#core/ports/system-ports';
import type { BatchProgress } from '#shared/apns/batch';
import type { Environment } from '#shared/apns/push';
import { openEngineRig } from '../../support/engine-rig.js';
import { frame, settingsFrame } from '../../support/http2-frames.js';
import { listen, rawHttp2 } from '../../support/raw-servers.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const authority = await makeTestAuthority();
// Pauses are drawn at their shortest.
const random = { uuid: () => systemRandomness.uuid(), bytes: (count: number) => Buffer.alloc(count) };
const rig = await openEngineRig({ random });

const TIMEOUT_MS = 400;
/** The header block of an answer is `:status: 200` (RFC 7541, Appendix A, entry 8). */
const accepts = (streamId: number): Buffer => frame(1, 5, streamId, Buffer.of(0x88));
const token = 'ab'.repeat(32);

/** Answers whatever it lets in, and PING, but gives back no window. */
async function open(greeting: Buffer): Promise<{ environment: Environment; connections: () => number }> {
  const server = rawHttp2(authority, {
    greeting,
    answersPings: true,
    onRequest: ({ socket, streamId }) => void socket.write(accepts(streamId)),
  });
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const url = `https://127.0.0.1:${await listen(server)}`;
  return {
    environment: { kind: 'custom', url, caPem: authority.caPem },
    connections: () => connections,
  };
}

async function sendMany(
  environment: Environment,
  targets: number,
  payload = '{"aps":{"alert":"Hello"}}',
): Promise<{ end: BatchProgress; waited: BatchProgress[] }> {
  const batches = createBatchService(rig.another(), { history: null });
  const run = await batches.start({
    push: rig.push({ environment, credentialId: null, payload }),
    targets: targetsFromList(Array.from({ length: targets }, () => ({ token }))),
    policy: { requestTimeoutMs: TIMEOUT_MS, retries: 2 },
  });
  const waited: BatchProgress[] = [];
  for await (const progress of batches.watch(run.id, new AbortController().signal))
    if (progress.state === 'waiting') waited.push(progress);
  return { end: await run.done, waited };
}

describe.concurrent('a server that lets no further request in', () => {
  it('because it allows no stream: a batch says so, tries anew, and stops', async () => {
    const { environment, connections } = await open(settingsFrame([[3, 0]]));
    const { end, waited } = await sendMany(environment, 200);
    expect(waited[0]?.trouble?.message.en).toMatch(/accepted no further requests for 0\.4 s/);
    expect(end).toMatchObject({ state: 'stopped', counts: { accepted: 3, unknown: 0, failed: 197 } });
    expect(end.trouble?.code).toBe('stream-refused');
    expect(connections()).toBe(3);
  }, 30_000);

  it('because it gives its window never back: a batch goes on over new connections', async () => {
    const { environment, connections } = await open(settingsFrame([[3, 1000]]));
    // Of 65,535 bytes, sixteen whole and a part of the next.
    const { end, waited } = await sendMany(
      environment,
      40,
      JSON.stringify({ aps: { alert: 'x'.repeat(4000) } }),
    );
    expect(waited.length).toBeGreaterThan(0);
    expect(end.state).toBe('finished');
    expect(end.counts.accepted).toBeGreaterThanOrEqual(36);
    expect(end.counts.accepted + end.counts.unknown).toBe(40);
    expect(connections()).toBeLessThanOrEqual(5);
  }, 30_000);

  it('a single push fails at its time, and has not left', async () => {
    const { environment } = await open(settingsFrame([[3, 0]]));
    const sender = createSenderOn(rig.another());
    const policy = { requestTimeoutMs: TIMEOUT_MS };
    const push = rig.push({ environment, credentialId: null });
    expect((await sender.send(push, policy)).outcome).toBe('accepted');
    const second = await sender.send(push, policy);
    expect(second).toMatchObject({ outcome: 'failed', failure: { step: 'http2', code: 'stream-refused' } });
    expect(second.attempts).toMatchObject([{ left: false }]);
    // The next one begins anew.
    expect((await sender.send(push, policy)).outcome).toBe('accepted');
  }, 30_000);
});
