import { describe, expect, it } from 'vitest';
import type { TargetResult } from '#core/apns/batch-request';
import { createBatchService } from '#core/apns/batches';
import { targetsFromList } from '#core/apns/target-source';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';

const rig = await openEngineRig();
const batches = createBatchService(rig.engine, {
  history: {
    add: (delivery) => rig.history.push(delivery),
    page: () => ({ deliveries: [], next: null }),
  },
});

describe('a batch', () => {
  it('gives every target its outcome, in one connection', async () => {
    const results: TargetResult[] = [];
    const tokens = Array.from({ length: 300 }, (_, index) =>
      index % 3 === 0 ? '00'.repeat(32) : SAMPLE_TOKEN,
    );
    const run = await batches.start({
      push: rig.push(),
      targets: targetsFromList(tokens.map((token) => ({ token }))),
      onResult: (result) => results.push(result),
    });
    const report = await run.done;
    expect(report).toMatchObject({
      state: 'finished',
      total: 300,
      done: 300,
      counts: { accepted: 200, rejected: 100, failed: 0, unknown: 0 },
      byReason: { BadDeviceToken: 100 },
    });
    expect(report.latency.p50Ms).toBeGreaterThan(0);
    expect(new Set(results.map(({ position }) => position)).size).toBe(300);
    expect(new Set(results.map(({ result }) => result.timing.connectionId)).size).toBe(1);
  });

  it('fills the payload in for each target', async () => {
    const run = await batches.start({
      push: rig.push({ payload: '{"aps":{"alert":"{{greeting}} {{name}}","badge":"{{counter}}"}}' }),
      targets: targetsFromList([
        { token: SAMPLE_TOKEN, variables: { name: 'Ada' } },
        { token: SAMPLE_TOKEN, variables: { name: 'Grace "G"' } },
      ]),
      variables: { greeting: 'Hi' },
      concurrency: 1,
    });
    await run.done;
    expect(rig.history.slice(-2).map(({ push }) => JSON.parse(push.payload) as unknown)).toEqual([
      { aps: { alert: 'Hi Ada', badge: 1 } },
      { aps: { alert: 'Hi Grace "G"', badge: 2 } },
    ]);
  });

  it('with a missing variable sends nothing', async () => {
    const before = rig.simulator.state().requests.length;
    const starting = batches.start({
      push: rig.push({ payload: '{"aps":{"alert":"{{nmae}}"}}' }),
      targets: targetsFromList([{ token: SAMPLE_TOKEN, variables: { name: 'Ada' } }]),
    });
    await expect(starting).rejects.toMatchObject({ code: 'missing-variable' });
    expect(rig.simulator.state().requests.length).toBe(before);
  });

  it('keeps to its rate', async () => {
    const started = performance.now();
    const run = await batches.start({
      push: rig.push(),
      targets: targetsFromList(Array.from({ length: 30 }, () => ({ token: SAMPLE_TOKEN }))),
      rate: 100,
    });
    await run.done;
    expect(performance.now() - started).toBeGreaterThan(220);
  });

  it('pauses, resumes and can be cancelled', async () => {
    const run = await batches.start({
      push: rig.push(),
      targets: targetsFromList(Array.from({ length: 200 }, () => ({ token: SAMPLE_TOKEN }))),
      rate: 50,
    });
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const paused = run.progress();
    expect(paused).toMatchObject({ state: 'paused', inFlight: 0 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(run.progress().done).toBe(paused.done);
    run.resume();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(run.progress().done).toBeGreaterThan(paused.done);
    run.cancel();
    const report = await run.done;
    expect(report.state).toBe('cancelled');
    expect(report.done).toBeLessThan(200);
  });

  it('takes its share of a list', async () => {
    const positions: number[] = [];
    const run = await batches.start({
      push: rig.push(),
      targets: targetsFromList(Array.from({ length: 10 }, () => ({ token: SAMPLE_TOKEN }))),
      shard: { index: 2, count: 4 },
      onResult: ({ position }) => positions.push(position),
    });
    await run.done;
    expect(positions.sort()).toEqual([1, 5, 9]);
  });

  it('stops by itself when there is no way to APNs, with an outcome for all that had begun', async () => {
    const run = await batches.start({
      push: rig.push({ environment: { kind: 'custom', url: 'https://127.0.0.1:1' } }),
      targets: targetsFromList(Array.from({ length: 5 }, () => ({ token: SAMPLE_TOKEN }))),
      policy: { retries: 1 },
    });
    const report = await run.done;
    expect(report).toMatchObject({
      state: 'stopped',
      counts: { failed: 5 },
      trouble: { step: 'tcp' },
    });
  });

  it('stops when the credential is refused again and again', async () => {
    const run = await batches.start({
      push: rig.push({ credentialId: null }),
      targets: targetsFromList(Array.from({ length: 5000 }, () => ({ token: SAMPLE_TOKEN }))),
      concurrency: 20,
    });
    const report = await run.done;
    expect(report).toMatchObject({ state: 'stopped', trouble: { step: 'auth', code: 'credential-refused' } });
    expect(report.done).toBeLessThan(200);
  });

  it('reports its progress at most ten times a second', async () => {
    const run = await batches.start({
      push: rig.push(),
      targets: targetsFromList(Array.from({ length: 60 }, () => ({ token: SAMPLE_TOKEN }))),
      rate: 100,
    });
    let events = 0;
    const started = performance.now();
    for await (const progress of batches.watch(run.id, new AbortController().signal)) {
      events += 1;
      if (progress.state === 'finished') break;
    }
    expect(events).toBeLessThanOrEqual(2 + (performance.now() - started) / 90);
    expect(events).toBeGreaterThan(3);
  });
});
